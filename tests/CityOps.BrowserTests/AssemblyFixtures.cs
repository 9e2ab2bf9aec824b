using CityOps.Testing;

[assembly: AssemblyFixture(typeof(TestCluster))]
