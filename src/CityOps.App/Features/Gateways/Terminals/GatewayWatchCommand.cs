using System.CommandLine;
using System.Globalization;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Verbs;
using Npgsql;

namespace CityOps.App.Features.Gateways.Terminals;

/// <summary>
/// <c>gateway watch ID</c>: what a terminal tries, a line as it happens: connections that are refused, topics that it
/// may not use, its messages as they came and as the profile reads them. Until Ctrl+C, or <c>--for</c> so many seconds.
/// </summary>
internal static class GatewayWatchCommand
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    /// <summary>How much later than it happened something may come to light.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);

    /// <summary>What happened to a gateway in one period.</summary>
    private sealed record Happening(DateTimeOffset At, string What, string Text);

    private sealed record Row(DateTimeOffset At, string What, string Who, string Detail, byte[]? Payload, long Times);

    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "a gateway, also one that is not entered yet" };
        var seconds = new Option<int?>("--for") { Description = "seconds; until Ctrl+C when left out" };
        var watch = new Command("watch", "Show what a terminal tries, as it happens") { id, seconds };
        watch.SetReadingVerb(
            async (arguments, context, ct) =>
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                if (arguments.GetValue(seconds) is { } most)
                {
                    limit.CancelAfter(TimeSpan.FromSeconds(most));
                }

                await using var city = await context.OpenDatabaseAsync(ct);
                await WatchAsync(context, arguments.GetRequiredValue(id), city.DataSource, limit.Token);
                return 0;
            }
        );
        return watch;
    }

    private static async Task WatchAsync(
        VerbContext context,
        string gateway,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var since = await StateAsync(context, gateway, database, ct);
        var shown = new HashSet<(DateTimeOffset, string, string)>();
        try
        {
            using var timer = new PeriodicTimer(Period, context.Time);
            do
            {
                foreach (var (at, what, text) in await ReadAsync(gateway, since, database, ct))
                {
                    since = at - Late > since ? at - Late : since;
                    if (shown.Add((at, what, text)))
                    {
                        var time = at.ToOffset(Beijing).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
                        context.Print($"{time}  {what, -9}  {text}");
                    }
                }
            } while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C, or its time is up
        }
    }

    /// <summary>Says who is watched; returns from when on things count, by the database's clock.</summary>
    private static async Task<DateTimeOffset> StateAsync(
        VerbContext context,
        string gateway,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        await using var there = database.CreateCommand("select name from gateway where id = @id").With("id", gateway);
        var name = await there.FindAsync<string>(ct);
        var terminal = await GatewayTerminal.FindAsync(gateway, database, ct);
        context.Print(
            name is null ? $"There is no gateway {gateway} yet; whoever connects by that name is shown."
            : terminal is null ? $"{gateway} ({name}) has no payload profile."
            : $"{gateway} ({name}) is read by {terminal.Profile}, device {terminal.Device ?? "not entered"}, topics "
                + $"cityops/v1/{gateway}/raw{(terminal.Topic is null ? "" : $" and {terminal.Topic}")}."
        );
        await using var now = database.CreateCommand("select now()");
        return await now.SingleAsync<DateTimeOffset>(ct);
    }

    private static async Task<List<Happening>> ReadAsync(
        string gateway,
        DateTimeOffset since,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var terminal = await GatewayTerminal.FindAsync(gateway, database, ct);
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/watch_gateway"))
            .With("gateway", gateway)
            .With("device", terminal?.Device)
            .With("since", since);
        var found = (await command.ListAsync<Row>(ct)).ConvertAll(row => new Happening(row.At, row.What, Text(row)));
        foreach (
            var heard in terminal is null ? [] : await GatewayTerminal.ReadHeardAsync(terminal, since, database, ct)
        )
        {
            var bytes = heard.Bytes.ToString(CultureInfo.InvariantCulture);
            found.Add(new(heard.HeardAt, "message", $"{heard.Topic}  {bytes} bytes  {OneLine(heard.Text)}"));
            var lines = heard.Read is null ? [] : TrialText.Lines(heard.Read);
            found.AddRange(lines.Select(line => new Happening(heard.HeardAt, "reads", line)));
        }

        // a message before what it reads: the sort is stable by time alone
        return [.. found.OrderBy(one => one.At)];
    }

    private static string Text(Row row)
    {
        var times = row.Times > 1 ? string.Create(CultureInfo.InvariantCulture, $"  ({row.Times} times)") : "";
        var payload = row.Payload is null ? "" : $"  {OneLine(GatewayTerminal.Shown(row.Payload))}";
        return $"{Safe(row.Who)}  {Safe(row.Detail)}{times}{payload}";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');

    private static string Safe(string text) => OneLine(SafeText.Of(Encoding.UTF8.GetBytes(text)));
}
