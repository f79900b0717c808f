using System.Runtime.CompilerServices;
using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.Dashboard;
using Hangfire.InMemory;
using Hangfire.SqlServer;

namespace Broadcast.Work;

/// <summary>Hangfire, leases and nudges: how work gets done that no request waits for.</summary>
internal static class WorkSlice
{
    private static readonly TimeSpan Polling = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddWork(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<Leases>().AddSingleton<DueWork>().AddSingleton(typeof(Nudge<>));
        AddHangfire(services, settings);
        if (settings.Is(ProcessRoles.Worker))
        {
            AddTakeOver(services, settings);
            services.AddHangfireServer(options =>
            {
                options.SchedulePollingInterval = Polling;
                options.WorkerCount = Math.Max(4, Environment.ProcessorCount * 2);
                options.StopTimeout = TimeSpan.FromSeconds(5);
                options.ShutdownTimeout = TimeSpan.FromSeconds(8);
            });
            services.AddHostedService<RecurringWorkRegistration>();
        }

        return services;
    }

    public static void MapWork(this IEndpointRouteBuilder app) =>
        app.MapHangfireDashboard("/jobs", new DashboardOptions { Authorization = [], AsyncAuthorization = [], DisplayStorageConnectionString = false, AppPath = "/" })
            .RequireRole(Role.Admin);

    /// <summary>An embedded database has one process at a time: whoever holds a lease when it starts was killed, and figures must not wait for that lease to run out.</summary>
    private static void AddTakeOver(IServiceCollection services, Settings settings)
    {
        if (settings.Database.Provider == DatabaseProvider.Sqlite)
        {
            services.AddHostedService<TakeOver>();
        }
    }

    /// <summary>Storage, filters and activator belong to this host and not to the process, as they would through Hangfire's statics: several hosts may live in one process.</summary>
    private static void AddHangfire(IServiceCollection services, Settings settings)
    {
        services.AddSingleton<JobStorage>(_ => settings.HangfireStorage == HangfireStorage.InMemory
            ? new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(2) })
            : OnSqlServer(settings));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton<IJobFilterProvider>(_ => new JobFilterProviderCollection(Filters(), new JobFilterAttributeFilterProvider()));
        services.AddHangfire(hangfire => hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
    }

    /// <summary>Hangfire's own, but without retries: a sweep finds what failed.</summary>
    private static JobFilterCollection Filters()
    {
        var filters = new JobFilterCollection();
        filters.Add(new CaptureCultureAttribute());
        filters.Add(new StatisticsHistoryAttribute());
        filters.Add(new ContinuationsSupportAttribute());
        return filters;
    }

    /// <summary>By itself, so that with SQLite nothing of it is ever loaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static JobStorage OnSqlServer(Settings settings) => new SqlServerStorage(settings.Database.ConnectionString, new SqlServerStorageOptions
    {
        PrepareSchemaIfNecessary = settings.HangfirePreparesSchema,
        QueuePollInterval = TimeSpan.Zero,
        CommandBatchMaxTimeout = TimeSpan.FromMinutes(5),
        SlidingInvisibilityTimeout = TimeSpan.FromMinutes(5),
        UseRecommendedIsolationLevel = true,
        DisableGlobalLocks = true,
    });

    /// <summary>Stands before Hangfire's server, so that it is done when the first job runs.</summary>
    private sealed class TakeOver(Leases leases) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => leases.ReturnAll(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Registers what recurs once the server runs, off the way to the first request.</summary>
    private sealed class RecurringWorkRegistration(IRecurringJobManager manager, IEnumerable<RecurringWork> works) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            foreach (var work in works)
            {
                var run = work.Job.GetMethod(nameof(INudged.Run))!;
                manager.AddOrUpdate(work.Name, new Job(work.Job, run, CancellationToken.None), work.Cron, new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
            }
        }
    }
}
