using CityOps.Testing;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>Water levels through the real door, and what the database makes of them.</summary>
internal static class Rain
{
    /// <summary>Sends depths of a sensor, one a minute from <paramref name="from"/> on, in one request.</summary>
    public static Task FallAsync(
        TestApp app,
        string sensor,
        DateTimeOffset from,
        CancellationToken ct,
        params int[] depthsMm
    ) => SendAsync(app, sensor, [.. depthsMm.Select((depth, minute) => (from.AddMinutes(minute), depth))], ct);

    public static Task SendAsync(
        TestApp app,
        string sensor,
        IReadOnlyList<(DateTimeOffset At, int DepthMm)> samples,
        CancellationToken ct
    ) => SendAsync(app.Http, sensor, samples, ct);

    public static Task SendAsync(
        Uri http,
        string sensor,
        IReadOnlyList<(DateTimeOffset At, int DepthMm)> samples,
        CancellationToken ct
    ) => TestGateway.SendAsync(http, sensor, samples, ct);

    /// <summary>Standing events by time: "2026-… open|closed blue,yellow peak", alerts that were not announced in
    /// brackets.</summary>
    public static async Task<List<string>> EventsAsync(
        TestDatabase database,
        CancellationToken ct,
        bool ignoreAnnounced = false
    )
    {
        await using var command = database.DataSource.CreateCommand(
            """
            select e.section_code || ' ' || to_char(e.opened_at at time zone 'Asia/Shanghai', 'HH24:MI') || '-'
              || coalesce(to_char(e.closed_at at time zone 'Asia/Shanghai', 'HH24:MI'), '') || ' ' || e.peak_mm || ' '
              || (select string_agg(case when announced then level::text else '(' || level || ')' end, ' ' order by level)
                  from ponding_alert a where a.event_id = e.id and a.withdrawn_at is null)
            from ponding_event e where merged_into is null and withdrawn_at is null order by e.section_code, e.opened_at
            """
        );
        await using var rows = await command.ExecuteReaderAsync(ct);
        var events = new List<string>();
        while (await rows.ReadAsync(ct))
        {
            events.Add(
                ignoreAnnounced
                    ? rows.GetString(0)
                        .Replace("(", "", StringComparison.Ordinal)
                        .Replace(")", "", StringComparison.Ordinal)
                    : rows.GetString(0)
            );
        }

        return events;
    }

    /// <summary>Waits until the events are these.</summary>
    public static Task UntilEventsAsync(TestDatabase database, CancellationToken ct, params string[] expected) =>
        UntilEventsAsync(database, false, expected, ct);

    /// <inheritdoc cref="UntilEventsAsync(TestDatabase, CancellationToken, string[])"/>
    public static async Task UntilEventsAsync(
        TestDatabase database,
        bool ignoreAnnounced,
        string[] expected,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        var events = await EventsAsync(database, ct, ignoreAnnounced);
        while (!events.SequenceEqual(expected) && !limit.IsCancellationRequested)
        {
            await Task.Delay(50, ct);
            events = await EventsAsync(database, ct, ignoreAnnounced);
        }

        Assert.Equal(expected, events);
    }
}
