using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Upgrade;

/// <summary>
/// What a city answers to those who ask it: every figure by every dimension, what was issued, where each case stands,
/// and what each account sees. An upgrade changes none of it.
/// </summary>
internal sealed class CityAnswers(TestApp app, People people, CancellationToken ct)
{
    private static readonly (string From, string To)[] Periods =
    [
        ("2026-04-01", "2026-04-30"),
        ("2026-05-01", "2026-05-31"),
        ("2026-04-13", "2026-06-14"),
    ];

    private static readonly string[] Months = ["2026-04", "2026-05"];

    private static readonly string[] Logins =
    [
        "officer",
        "dispatcher",
        "handler",
        "verifier",
        "supervisor",
        "admin",
        "contractor",
        "officer-parks",
        "supervisor-west",
    ];

    // The lists that are narrowed to the caller's scope.
    private static readonly Dictionary<string, string> Lists = new()
    {
        ["cases"] = "/api/v1/cases",
        ["letters"] = "/api/v1/letters",
        ["penalties"] = "/api/v1/penalties?from=2026-04-01&to=2026-06-30",
        ["facilities"] = "/api/v1/facilities",
        ["assessments"] = "/api/v1/assessments",
        ["ponding"] = "/api/v1/ponding/events?from=2026-04-01&to=2026-06-14",
        ["alarms"] = "/api/v1/ponding/alarms",
        ["sensors"] = "/api/v1/sensors",
        ["feedback"] = "/api/v1/facilities/T-001/feedback",
    };

    public async Task<JsonObject> ReadAsync() =>
        new()
        {
            ["figures"] = await FiguresAsync(),
            ["bulletins"] = await BulletinsAsync(),
            ["cases"] = await CasesAsync(),
            ["sight"] = await SightAsync(),
        };

    /// <summary>By metric, period and dimension: the total, and each row's value by its key.</summary>
    private async Task<JsonObject> FiguresAsync()
    {
        using var list = await people.ReadAsync("supervisor", "/api/v1/statistics/metrics");
        var cuts = list
            .Body.EnumerateArray()
            .SelectMany(metric =>
                metric
                    .GetProperty("cuts")
                    .EnumerateArray()
                    .Select(cut => (Metric: Text(metric, "code"), Cut: cut.GetString()!))
            )
            .GroupBy(pair => pair.Cut, pair => pair.Metric)
            .ToList();
        var figures = new JsonObject();
        foreach (var (from, to) in Periods)
        {
            foreach (var metrics in cuts)
            {
                using var asked = await people.ReadAsync(
                    "supervisor",
                    $"/api/v1/statistics?from={from}&to={to}&by={metrics.Key}&metric={string.Join(',', metrics)}"
                );
                var figuresAsked =
                    asked.Body.ValueKind == JsonValueKind.Array ? asked.Body.EnumerateArray().ToList() : [asked.Body];
                foreach (var figure in figuresAsked)
                {
                    var rows = figure
                        .GetProperty("rows")
                        .EnumerateArray()
                        .Select(row => $"{Text(row, "key") ?? "-"}={Number(row, "value")}")
                        .Order(StringComparer.Ordinal);
                    figures[$"{Text(figure, "metric")} {from} {to} by {metrics.Key}"] =
                        $"{Number(figure, "total")}: {string.Join(' ', rows)}";
                }
            }
        }

        return figures;
    }

    /// <summary>The revisions with their hashes, and a hash of each file that is handed out.</summary>
    private async Task<JsonObject> BulletinsAsync()
    {
        var bulletins = new JsonObject();
        using var list = await people.ReadAsync("supervisor", "/api/v1/bulletins");
        foreach (var one in list["items"].EnumerateArray().Where(item => Months.Contains(Text(item, "month"))))
        {
            var name = $"{Text(one, "month")}/{Number(one, "revision")}";
            bulletins[name] = Text(one, "sha256");
            foreach (var form in new[] { "json", "html", "docx", "xlsx" })
            {
                var client = await people.AsAsync("supervisor");
                var bytes = await client.GetByteArrayAsync(
                    $"/api/v1/bulletins/{Text(one, "month")}.{form}?revision={Number(one, "revision")}",
                    ct
                );
                bulletins[$"{name}.{form}"] = Pictures.Sha256(bytes);
            }
        }

        return bulletins;
    }

    /// <summary>By number: the state, the version and the hash at the end of the chain.</summary>
    private async Task<JsonObject> CasesAsync()
    {
        var cases = new JsonObject();
        await using var command = app.Database.DataSource.CreateCommand(
            """
            select c.number, format('%s %s %s', c.status, c.version, encode(e.hash, 'hex'))
            from case_file c
            join lateral (select hash from case_event where case_id = c.id order by seq desc limit 1) e on true
            order by c.number
            """
        );
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            cases[rows.GetString(0)] = rows.GetString(1);
        }

        return cases;
    }

    /// <summary>By account and list: what it shows; and by account how many reports and patrols it may open.</summary>
    private async Task<JsonObject> SightAsync()
    {
        var reports = await IdsAsync("report");
        var patrols = await IdsAsync("patrol");
        var sight = new JsonObject();
        foreach (var login in Logins)
        {
            var seen = new JsonObject();
            foreach (var (name, url) in Lists)
            {
                seen[name] = string.Join(' ', await ListAsync(login, url));
            }

            seen["reports"] = await CountReadableAsync(login, "reports", reports);
            seen["patrols"] = await CountReadableAsync(login, "patrols", patrols);
            sight[login] = seen;
        }

        return sight;
    }

    private async Task<List<string>> ListAsync(string login, string url)
    {
        var client = await people.AsAsync(login);
        var seen = new List<string>();
        var cursor = "";
        do
        {
            using var page = await client.ReadAsync(
                $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=100{cursor}",
                ct
            );
            if (page.Status != 200)
            {
                return [$"{page.Status} {page.Code}"];
            }

            seen.AddRange(page["items"].EnumerateArray().Select(Name));
            cursor =
                page.Body.TryGetProperty("next", out var next) && next.GetString() is { } at
                    ? $"&cursor={Uri.EscapeDataString(at)}"
                    : "";
        } while (cursor.Length > 0);

        seen.Sort(StringComparer.Ordinal);
        return seen;
    }

    private async Task<int> CountReadableAsync(string login, string what, IEnumerable<Guid> ids)
    {
        var client = await people.AsAsync(login);
        var readable = 0;
        foreach (var id in ids)
        {
            using var answer = await client.ReadAsync($"/api/v1/{what}/{id}", ct);
            readable += answer.Status == 200 ? 1 : 0;
        }

        return readable;
    }

    private async Task<List<Guid>> IdsAsync(string table)
    {
        await using var command = app.Database.DataSource.CreateCommand($"select id from {table} order by id");
        await using var rows = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await rows.ReadAsync(ct))
        {
            ids.Add(rows.GetGuid(0));
        }

        return ids;
    }

    private static string Name(JsonElement item) =>
        new[] { "number", "code", "id", "receipt" }
            .Select(name => item.TryGetProperty(name, out var value) ? value.GetString() : null)
            .FirstOrDefault(name => name is not null)
        ?? item.ToString();

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    private static string Number(JsonElement item, string name) =>
        item.GetProperty(name) is { ValueKind: JsonValueKind.Number } number
            ? number.GetDecimal().ToString("0.############", CultureInfo.InvariantCulture)
            : "-";
}
