using System.Linq.Expressions;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Cases.Escalation;
using CityOps.App.Features.Channels;
using CityOps.App.Features.Gateways;
using CityOps.App.Features.Letters;
using CityOps.App.Features.Notices;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Routines;
using CityOps.App.Features.Sensors;
using CityOps.App.Features.Sensors.Health;
using CityOps.App.Features.Statistics;
using CityOps.App.Features.Toilets;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Features.Webhooks;
using Hangfire.Common;

namespace CityOps.App.Jobs;

/// <summary>Every job: what runs when, by the clock of Asia/Shanghai, and what is only enqueued by others.</summary>
public static class Schedule
{
    public static IReadOnlyList<RecurringJob> Recurring { get; } =
    [
        On<RollUpJob>("roll-up", "* * * * *", job => job.RunAsync(CancellationToken.None)),
        On<RollUpReadingsJob>("roll-up-readings", "* * * * *", job => job.RunAsync(CancellationToken.None)),
        On<EscalateJob>("escalate", "* * * * *", job => job.RunAsync(CancellationToken.None)),
        On<AnchorChainsJob>("anchor-chains", "10 0 * * *", job => job.RunAsync(CancellationToken.None)),
        On<TellOverdueLettersJob>(
            "overdue-letters",
            "5 0 * * *",
            job => job.RunAsync(CancellationToken.None),
            alsoAtStart: true
        ),
        On<RoutinesJob>("routines", "2 0 * * *", job => job.RunAsync(CancellationToken.None), alsoAtStart: true),
        On<CloseMissedMonthsJob>(
            "close-month",
            "30 0 * * *",
            job => job.RunAsync(CancellationToken.None),
            alsoAtStart: true
        ),
        On<CloseAbandonedPatrolsJob>("abandoned-patrols", "20 * * * *", job => job.RunAsync(CancellationToken.None)),
        On<ForgetAbandonedUploadsJob>("abandoned-uploads", "40 3 * * *", job => job.RunAsync(CancellationToken.None)),
        On<ForgetPhonesJob>("citizens-phones", "35 3 * * *", job => job.RunAsync(CancellationToken.None)),
        On<SealPhonesJob>("seal-phones", "25 3 * * *", job => job.RunAsync(CancellationToken.None), alsoAtStart: true),
        On<ForgetOrphanedPhotosJob>("orphaned-photos", "45 3 * * *", job => job.RunAsync(CancellationToken.None)),
        On<ForgetOldGatewayRecordsJob>("old-gateway-records", "50 3 * * *", job =>
            job.RunAsync(CancellationToken.None)
        ),
        On<ForgetDeliveriesJob>("webhook-log", "50 3 * * *", job => job.RunAsync(CancellationToken.None)),
        On<ForgetMessagesJob>("channel-log", "50 3 * * *", job => job.RunAsync(CancellationToken.None)),
        On<ForgetNoticesJob>("old-notices", "55 3 * * *", job => job.RunAsync(CancellationToken.None)),
        On<SummariseHealthJob>(
            "sensor-health",
            "0 7 * * *",
            job => job.RunAsync(CancellationToken.None),
            alsoAtStart: true
        ),
        On<MakeReadingPartitions>(
            "reading-partitions",
            "10 3 * * *",
            job => job.RunAsync(CancellationToken.None),
            alsoAtStart: true
        ),
    ];

    /// <summary>Enqueued with arguments: by <see cref="CloseMissedMonthsJob"/>.</summary>
    public static IReadOnlyList<Type> Enqueued { get; } = [typeof(CloseMonthJob)];

    private static RecurringJob On<T>(
        string name,
        string cron,
        Expression<Func<T, Task>> call,
        bool alsoAtStart = false
    ) => new(name, cron, Job.FromExpression(call), alsoAtStart);
}

/// <param name="Name">As the dashboard shows it.</param>
/// <param name="Cron">Minute, hour, day, month, weekday.</param>
/// <param name="AlsoAtStart">Run once whenever a process with the role jobs starts, to catch up.</param>
public sealed record RecurringJob(string Name, string Cron, Job Job, bool AlsoAtStart);
