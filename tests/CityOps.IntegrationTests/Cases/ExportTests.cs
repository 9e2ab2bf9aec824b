using System.Net;
using System.Net.Sockets;
using System.Text;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>Readers who ask for a file and then do not take it.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private const string Export = "/api/v1/cases.geojson";

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct, builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        await using var db = _app.NewContext();
        var id = (await NewCase.OpenAsync(db, Ct)).Id;
        // More than all the buffers between the database and a reader hold: 3,000 cases with 12 kB of words each, and
        // nothing but these.
        await db.Database.ExecuteSqlAsync(
            $"""
            set session_replication_role = replica;
            insert into case_file (id, number, source, source_id, category_code, organisation_code, town_code, position, description, status, reported_at)
            select gen_random_uuid(), 'x' || n, source, gen_random_uuid(), category_code, organisation_code, town_code, position, repeat('圾', 4000), status,
              reported_at
            from case_file, generate_series(1, 3000) n where id = {id};
            reset session_replication_role
            """,
            Ct
        );
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Idle_readers_hold_up_nobody_else_and_are_let_go()
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var admin = await _app.LogInAsync("admin", Ct);
        using var first = await AskAndReadNothingAsync(supervisor);
        using var second = await AskAndReadNothingAsync(supervisor);

        using var third = await supervisor.ReadAsync(Export, Ct);
        using var others = await admin.GetAsync(Export + "?text=nothing-of-the-kind", Ct);
        Assert.Equal((429, "too_many_exports"), (third.Status, third.Code));
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);

        while (true)
        {
            // more than once: they stand still only when all the buffers are full
            _clock.Advance(TimeSpan.FromSeconds(31));
            using var again = await supervisor.GetAsync(Export + "?text=nothing-of-the-kind", Ct);
            if (again.StatusCode == HttpStatusCode.OK)
            {
                break;
            }

            Assert.Equal(HttpStatusCode.TooManyRequests, again.StatusCode);
            await Task.Delay(500, Ct);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => ReadToEndAsync(first)); // what is broken off does not look whole
    }

    private async Task<Socket> AskAndReadNothingAsync(HttpClient as_)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(_app.Http.Host, _app.Http.Port, Ct);
        var token = as_.DefaultRequestHeaders.Authorization!;
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET {Export} HTTP/1.1\r\nHost: {_app.Http.Authority}\r\nAuthorization: {token}\r\n\r\n"
            ),
            Ct
        );
        await socket.ReceiveAsync(new byte[15], Ct); // it has begun
        return socket;
    }

    private static async Task ReadToEndAsync(Socket socket)
    {
        var bytes = new byte[65536];
        var last = "";
        for (int count; (count = await socket.ReceiveAsync(bytes, Ct)) > 0; )
        {
            last = Encoding.UTF8.GetString(bytes, 0, count);
        }

        throw last.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            ? new Xunit.Sdk.XunitException("the answer ends as if it were whole")
            : new EndOfStreamException();
    }
}
