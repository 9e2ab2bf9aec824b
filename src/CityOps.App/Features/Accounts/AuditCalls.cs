using System.Net;
using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Tables;
using Npgsql;

namespace CityOps.App.Features.Accounts;

/// <summary>Says who calls to what is written in the audit log meanwhile, and writes there what was taken out of the
/// city: exports, and reads that may show personal data.</summary>
internal sealed class AuditCalls(RequestDelegate next, NpgsqlDataSource database)
{
    private const int LongestAgent = 200;

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata is not { } metadata)
        {
            await next(http);
            return;
        }

        var read = Audited.ActionOfRead(http.Request.Method, metadata);
        if (read is null && !Audited.IsChange(http.Request.Method, metadata))
        {
            await next(http);
            return;
        }

        Actor.Current = Of(http);
        if (read is null)
        {
            await next(http);
            return;
        }

        var rows = WrittenRows.Count();
        try
        {
            await next(http);
        }
        finally
        {
            if (http.Response.StatusCode == StatusCodes.Status200OK)
            {
                await AuditLog.AddAsync(database, Line(read, http.Request, rows), CancellationToken.None);
            }
        }
    }

    /// <summary>The caller, with the address and the program that is called with.</summary>
    internal static Actor Of(HttpContext http)
    {
        var caller = Caller.From(http);
        return new(
            caller?.AccountId,
            caller?.Login ?? "",
            AddressOf(http.Connection.RemoteIpAddress),
            InputText.Clean(http.Request.Headers.UserAgent.ToString()) is { } agent
                ? agent[..Math.Min(agent.Length, LongestAgent)]
                : null
        );
    }

    internal static string? AddressOf(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();

    private static AuditLine Line(string action, HttpRequest request, WrittenRows rows) =>
        new(
            action,
            "list",
            request.Path.Value,
            new
            {
                Query = request.Query.Count == 0
                    ? null
                    : request.Query.ToDictionary(one => one.Key, one => InputText.Clean(one.Value)),
                Rows = rows.Any ? rows.Number : (long?)null,
            }
        );
}
