using Broadcast.Benchmarks;

return args.FirstOrDefault() switch
{
    "empty" => await EmptyServer.Run(args[1]),
    "startup" => await StartupBenchmark.Run(),
    "hooks" => await HookBenchmark.Run(),
    "hooks-alone" => await HookBenchmark.RunAlone(),
    "audience" => await AudienceBenchmark.Run(),
    "import" => await ImportBenchmark.Run(),
    "advice" => await PlanningBenchmark.Advice(),
    "rivals" => await PlanningBenchmark.Rivals(),
    "planner" => PlannerBenchmark.Run(),
    "planner-large" => PlannerBenchmark.RunLarge(),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("dotnet run -c Release --project tests/Broadcast.Benchmarks -- startup | hooks | audience | import | advice | rivals | planner | planner-large");
    return 2;
}
