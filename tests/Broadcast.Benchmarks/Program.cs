Console.WriteLine("Broadcast benchmarks");
