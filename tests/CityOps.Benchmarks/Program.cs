using System.CommandLine;
using CityOps.Benchmarks.Cases;
using CityOps.Benchmarks.Doors;
using CityOps.Benchmarks.Faults;
using CityOps.Benchmarks.Figures;
using CityOps.Benchmarks.Fuzz;
using CityOps.Benchmarks.Ingest;
using CityOps.Benchmarks.Ponding;
using CityOps.Benchmarks.Register;

// `./cityops bench …`: what the product claims of its speed, measured against a peer in the same run.
return await new RootCommand("Benchmarks of CityOps")
{
    IngestBench.Command(),
    PondingBench.Command(),
    CaseBench.Command(),
    RegisterBench.Command(),
    FiguresBench.Command(),
    FaultsBench.Command(),
    DoorsBench.Command(),
    FuzzBench.Command(),
    InterceptorPeer.Command(),
}
    .Parse(args)
    .InvokeAsync();
