using Broadcast.Benchmarks;

if (args is not ["empty" or "plain", ..])
{
    // Threads of the generator that wait for an answer leave the processors to whoever makes it.
    AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", 0);
}

return args.FirstOrDefault() switch
{
    "empty" => await EmptyServer.Run(args[1]),
    "plain" => await PlainServer.Run(args[1], args[2]),
    "startup" => await StartupBenchmark.Run(),
    "hooks" => await HookBenchmark.Run(),
    "hooks-minutes" => await HookMinutesBenchmark.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 3),
    "hooks-alone" => await HookBenchmark.RunAlone(),
    "hooks-against" when args.Length > 1 => await HookBenchmark.RunAgainst(args[1]),
    "audience" => await AudienceBenchmark.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 10_000_000),
    "listeners" => await ListenersBenchmark.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5_000),
    "import" => await ImportBenchmark.Run(),
    "advice" => await PlanningBenchmark.Advice(),
    "rivals" => await PlanningBenchmark.Rivals(),
    "planner" => PlannerBenchmark.Run(),
    "planner-large" => PlannerBenchmark.RunLarge(),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("dotnet run -c Release --project tests/Broadcast.Benchmarks -- startup | hooks | hooks-minutes [minutes] | hooks-against <folder> | audience | listeners | import | advice | rivals | planner | planner-large");
    return 2;
}
