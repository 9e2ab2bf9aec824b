using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Hosting;

/// <summary>
/// What <c>serve</c> prints to its standard output once it serves, and nothing else goes there: the addresses and, of a
/// demo city, the accounts and a line to try for each of the three inputs.
/// </summary>
public sealed class Welcome(ServeOptions options, DataFolder folder, CityDatabase city, int? https)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // 兴中道 as a Chinese phone's map gives it (GCJ-02).
    private const string Position = """{"lon":113.387868,"lat":22.518417,"coordSystem":"gcj02","accuracyMetres":8}""";

    private readonly string _host = Reachable(options.Bind);

    private string Site => $"http://{_host}:{options.Http}";

    public async Task PrintAsync(TextWriter output, CancellationToken ct)
    {
        var lines = new List<string> { "" };
        if (options.Has(ServeOptions.Web))
        {
            lines.Add($"  CityOps    {Site}/     the API {Site}/docs     the jobs {Site}/hangfire");
        }

        if (https is { } port)
        {
            lines.Add($"  HTTPS      port {port}, under the name of the certificate");
        }

        if (options.Has(ServeOptions.Ingest))
        {
            lines.Add($"  MQTT       {_host}:{options.Mqtt}");
        }

        var accounts = await ReadAsync<DemoAccount>(folder.DemoAccounts, ct);
        if (accounts.Count > 0)
        {
            lines.Add("");
            lines.Add($"  Accounts of the demo city (from {folder.DemoAccounts})");
            var width = accounts.Max(account => account.Login.Length);
            lines.AddRange(
                accounts.Select(account => $"    {account.Login.PadRight(width)}  {account.Password}  {account.Role}")
            );
        }

        lines.AddRange(Reading(await ReadAsync<DemoGateway>(folder.DemoGateways, ct)));
        try
        {
            lines.AddRange(await SetupAsync(ct));
            lines.AddRange(await ReportAsync(accounts, ct));
            lines.AddRange(await FeedbackAsync(ct));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            lines.Add($"  No further examples: {e.Message}"); // the database may go at any moment; that ends no server
        }

        lines.Add("");
        await output.WriteLineAsync(string.Join('\n', lines).AsMemory(), ct);
        await output.FlushAsync(ct);
    }

    /// <summary>How to make the first account where there is none: nobody can log in before.</summary>
    private async Task<IReadOnlyList<string>> SetupAsync(CancellationToken ct)
    {
        await using var db = city.NewContext();
        return await db.Accounts.AnyAsync(ct)
            ? []
            :
            [
                "",
                "  This city has no account yet. In another terminal, answer the questions of",
                $"    ./cityops setup --data {folder.Path}",
                "  or write a file (./cityops setup --example prints one) and give it with --file FILE.",
            ];
    }

    private IEnumerable<string> Reading(IReadOnlyList<DemoGateway> gateways)
    {
        if (options.Has(ServeOptions.Ingest) && gateways.FirstOrDefault(g => g.Sensors.Count > 0) is { } gateway)
        {
            yield return "";
            yield return "  A water level, by MQTT (mosquitto_pub is in the package mosquitto-clients)";
            yield return $"    mosquitto_pub -V 5 -q 1 -h {_host.Trim('[', ']')} -p {options.Mqtt} -i {gateway.Gateway} -u {gateway.Gateway} -P '{gateway.Secret}' "
                + $"-t cityops/v1/{gateway.Gateway}/readings "
                + $$"""-m '{"sensor":"{{gateway.Sensors[0]}}","observedAt":"'$(date +%Y-%m-%dT%H:%M:%S%:z)'","depthMm":180}'""";
        }
    }

    private async Task<IReadOnlyList<string>> ReportAsync(IReadOnlyList<DemoAccount> accounts, CancellationToken ct)
    {
        var officer = accounts.FirstOrDefault(account => account.Role == "officer");
        await using var db = city.NewContext();
        var category = await db
            .Categories.OrderBy(c => c.Code != "L0506")
            .ThenBy(c => c.Code)
            .Select(c => c.Code)
            .FirstOrDefaultAsync(ct);
        if (!options.Has(ServeOptions.Web) || officer is null || category is null)
        {
            return [];
        }

        return
        [
            "",
            "  A patrol officer's report, by HTTP",
            $$"""    TOKEN=$(curl -s {{Site}}/api/v1/tokens -H 'Content-Type: application/json' -d '{"login":"{{officer.Login}}","password":"{{officer.Password}}"}' | sed 's/.*"accessToken":"\([^"]*\).*/\1/')""",
            $$"""    curl -X PUT {{Site}}/api/v1/reports/$(cat /proc/sys/kernel/random/uuid) -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' """
                + $$"""-d '{"category":"{{category}}","position":{{Position}},"observedAt":"'$(date +%Y-%m-%dT%H:%M:%S%:z)'","description":"路面积水","answers":{},"photos":[]}'""",
        ];
    }

    private async Task<IReadOnlyList<string>> FeedbackAsync(CancellationToken ct)
    {
        await using var db = city.NewContext();
        var toilet = await (
            from code in db.QrCodes
            join facility in db.Facilities on code.FacilityId equals facility.Id
            where facility.Type == "toilet" && code.ReplacedAt == null
            orderby facility.Code
            select new { code.Code, facility.Name }
        ).FirstOrDefaultAsync(ct);
        return toilet is null || !options.Has(ServeOptions.Web)
            ? []
            :
            [
                "",
                $"  A citizen's feedback: the page behind the code on the wall of {toilet.Name}",
                $"    {Site}/q/{toilet.Code}",
            ];
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(string file, CancellationToken ct)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        await using var stream = File.OpenRead(file);
        return await JsonSerializer.DeserializeAsync<List<T>>(stream, Json, ct) ?? [];
    }

    /// <summary>An address that a client on this machine can use where the server listens on all of them.</summary>
    private static string Reachable(IPAddress bind) =>
        bind.Equals(IPAddress.Any) || bind.Equals(IPAddress.IPv6Any) ? "127.0.0.1"
        : bind.AddressFamily is AddressFamily.InterNetworkV6 ? $"[{bind}]"
        : bind.ToString();

    private sealed record DemoAccount(string Login, string Password, string Role);

    private sealed record DemoGateway(string Gateway, string Secret, IReadOnlyList<string> Sensors);
}
