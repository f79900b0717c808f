using Broadcast.Benchmarks;

return args.FirstOrDefault() switch
{
    "empty" => await EmptyServer.Run(args[1]),
    "startup" => await StartupBenchmark.Run(),
    "hooks" => await HookBenchmark.Run(),
    "hooks-alone" => await HookBenchmark.RunAlone(),
    "audience" => await AudienceBenchmark.Run(),
    "advice" => await PlanningBenchmark.Advice(),
    "rivals" => await PlanningBenchmark.Rivals(),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("dotnet run -c Release --project tests/Broadcast.Benchmarks -- startup | hooks | audience | advice | rivals");
    return 2;
}
