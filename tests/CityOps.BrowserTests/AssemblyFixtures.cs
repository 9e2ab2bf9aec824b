using CityOps.BrowserTests;
using CityOps.Testing;

[assembly: AssemblyFixture(typeof(TestCluster))]
[assembly: AssemblyFixture(typeof(Chromium))]
