using System.Net.Http.Json;
using System.Text.Json;
using CityOps.Ingest.Sl651;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Stations that speak SL 651-2014, over real sockets against the real door.</summary>
public sealed class Sl651Tests : IAsyncLifetime
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(700);
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private TestApp _app = null!;
    private HttpClient _admin = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private int Port => _app.Services.GetRequiredService<Sl651Endpoint>().Port!.Value;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct, builder =>
        {
            builder.Configuration["Sl651:Port"] = "0";
            builder.Configuration["Sl651:FirstFrameTimeout"] = "00:00:03";
            builder.Configuration["Sl651:FrameTimeout"] = "00:00:02";
        });
        _admin = await _app.LogInAsync("admin", Ct);
        await PutStationAsync(
            new
            {
                element = "39",
                sensor = "WL-0001",
                zeroMm = 28_500,
            }
        );
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task A_level_is_stored_as_a_depth_and_confirmed_and_its_repeat_is_absorbed()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        var frame = Sl651Client.Level(7, Start, 28.960m);

        await station.SendAsync(frame, Ct);
        Assert.Equal(7, await station.ReceiveConfirmationAsync(Ct));
        await station.SendAsync(frame, Ct);
        Assert.Equal(7, await station.ReceiveConfirmationAsync(Ct));

        Assert.Equal(
            "2026-06-01 00:00:00 460 12500 1",
            await Stored.ScalarAsync<string>(
                _app.Database,
                """
                select concat_ws(' ', observed_at at time zone 'UTC', depth_mm, battery_mv, count(*) over ())
                from reading
                """,
                Ct
            )
        );
        Assert.Empty(await Stored.ReasonsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task Half_a_frame_garbage_and_single_bytes_lose_no_frame_behind_them()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        await station.SendAsync(Sl651Client.Level(1, Start, 28.600m).AsMemory(0, 30), Ct);
        await station.SendAsync(Sl651Client.Level(2, Start.AddMinutes(1), 28.601m), Ct);
        Assert.Equal(2, await station.ReceiveConfirmationAsync(Ct));

        await station.SendAsync("\u0001\u007E~~~GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Ct);
        foreach (var value in Sl651Client.Level(3, Start.AddMinutes(2), 28.602m))
        {
            await station.SendAsync(new[] { value }, Ct);
        }

        Assert.Equal(3, await station.ReceiveConfirmationAsync(Ct));
        byte[] stray = [.. Sl651Client.Level(4, Start.AddMinutes(3), 28.603m), 0x7E];
        await station.SendAsync((byte[])[.. stray, .. Sl651Client.Level(5, Start.AddMinutes(4), 28.604m)], Ct);
        Assert.Equal(4, await station.ReceiveConfirmationAsync(Ct));
        Assert.Equal(5, await station.ReceiveConfirmationAsync(Ct));
        Assert.Equal(4, await Stored.ReadingsAsync(_app.Database, Ct, "WL-0001"));
    }

    [Fact]
    public async Task A_frame_that_stays_broken_off_is_given_up_and_what_comes_later_is_taken()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        await station.SendAsync(Sl651Client.KeepAlive(Start), Ct);
        await station.SendAsync(Sl651Client.Frame(0x32, new byte[4000]).AsMemory(0, 300), Ct);
        await Task.Delay(TimeSpan.FromSeconds(4), Ct);

        await station.SendAsync(Sl651Client.Level(2, Start, 28.600m), Ct);

        Assert.Equal(2, await station.ReceiveConfirmationAsync(Ct));
        await UntilRejectedAsync("gw-01 bad_frame");
    }

    [Fact]
    public async Task Unknown_stations_wrong_passwords_and_wrong_checks_are_named_and_not_confirmed()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        var broken = Sl651Client.Level(3, Start, 28.600m);
        broken[^1] ^= 1;

        await station.SendAsync(Sl651Client.Level(1, Start, 28.600m, "0099999999"), Ct);
        await station.SendAsync(Sl651Client.Level(2, Start, 28.600m, password: "4321"), Ct);
        await station.SendAsync(broken, Ct);
        await station.SendAsync(Sl651Client.Level(4, Start.AddMinutes(1), 28.600m), Ct);

        Assert.Equal(4, await station.ReceiveConfirmationAsync(Ct)); // of the three before it there was none
        await UntilRejectedAsync("gw-01 wrong_password", "sl651 bad_frame", "sl651-0099999999 unknown_station");
        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(_app.Database, "select count(*) from refused_connection", Ct) == 3,
            "three refusals",
            Ct
        );
        var refused = await _admin.GetStringAsync("/api/v1/refused-connections", Ct);
        Assert.Contains("0099999999", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("4321", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_station_sent_before_it_was_entered_gets_into_its_hours_by_a_replay()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        await station.SendAsync(Sl651Client.Level(1, Start, 28.700m, "00AB000001", "0A0B"), Ct);
        await UntilRejectedAsync("sl651-00ab000001 unknown_station");
        var page = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/rejected-messages", Ct);
        var item = page.GetProperty("items")[0];
        Assert.StartsWith("7E7E0100AB000001", item.GetProperty("text").GetString(), StringComparison.Ordinal);

        using var put = await _admin.PutJsonAsync(
            "/api/v1/gateways/gw-02/sl651",
            new
            {
                address = "00AB000001",
                password = "0A0B",
                elements = new[]
                {
                    new
                    {
                        element = "39",
                        sensor = "WL-0003",
                        zeroMm = 28_000,
                    },
                },
            },
            Ct
        );
        Assert.Equal(200, put.Status);
        using var asked = await _admin.PostJsonAsync(
            $"/api/v1/rejected-messages/{item.GetProperty("id").GetString()}/replay",
            null,
            Ct
        );

        Assert.Equal(202, asked.Status);
        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct, "WL-0003") == 1,
            "the reading is stored",
            Ct
        );
        Assert.Equal(700, await Stored.ScalarAsync<int>(_app.Database, "select depth_mm from reading", Ct));
    }

    [Fact]
    public async Task What_no_sensor_is_named_for_is_kept_and_shown_with_what_was_heard()
    {
        await PutStationAsync(
            new
            {
                element = "3B",
                sensor = "WL-0001",
                zeroMm = 0,
            }
        );
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);

        await station.SendAsync(Sl651Client.Level(1, Start, 28.960m), Ct);
        Assert.Equal(1, await station.ReceiveConfirmationAsync(Ct)); // kept, so confirmed
        await station.SendAsync(Sl651Client.Frame(0x35, [.. Sl651Client.Head(2, Start), 0xF2, 0xF2, 0x51]), Ct);
        Assert.Equal(2, await station.ReceiveConfirmationAsync(Ct));

        await UntilRejectedAsync("gw-01 unknown_function", "gw-01 unknown_sensor");
        JsonElement told = default;
        await Stored.UntilAsync(
            async () =>
            {
                told = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/gateways/gw-01/sl651", Ct);
                return told.GetProperty("heard").GetArrayLength() == 3;
            },
            "three elements are heard",
            Ct
        );
        Assert.Equal(
            ["38 number 12.50", "39 number 28.960", "F2F2 raw "],
            told.GetProperty("heard")
                .EnumerateArray()
                .Select(heard =>
                    $"{heard.GetProperty("element")} {heard.GetProperty("state")} {heard.GetProperty("value")}"
                )
        );
        Assert.False(told.TryGetProperty("password", out _));
    }

    [Fact]
    public async Task Packets_are_confirmed_together_and_a_missing_one_is_asked_for()
    {
        byte[] body =
        [
            .. Sl651Client.Head(9, Start),
            .. Convert.FromHexString(
                "F1F1001234567848F0F02606010800041800000539230002860000028601000286020002860300028604"
            ),
        ];
        byte[] Packet(int packet, Range part) => Sl651Client.Frame(0x31, body[part], total: 3, packet: packet);
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);

        await station.SendAsync(Packet(1, ..20), Ct);
        await station.SendAsync(Packet(3, 40..), Ct);
        var question = await station.ReceiveAsync(28, Ct);
        Assert.Equal("800B16003002000926", Convert.ToHexString(question.AsSpan(11, 9)));
        Assert.Equal(0x15, question[25]);
        Assert.Equal(0, await Stored.ReadingsAsync(_app.Database, Ct));

        await station.SendAsync(Packet(2, 20..40), Ct);
        var confirmed = await station.ReceiveAsync(28, Ct);
        Assert.Equal("800B160030030009", Convert.ToHexString(confirmed.AsSpan(11, 8)));
        Assert.Equal(0x1B, confirmed[25]);
        Assert.Equal(
            "100 101 102 103 104",
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select string_agg(depth_mm::text, ' ' order by observed_at) from reading",
                Ct
            )
        );
    }

    [Fact]
    public async Task A_picture_is_confirmed_and_not_kept_and_a_keep_alive_is_not_answered()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        await station.SendAsync(Sl651Client.KeepAlive(Start), Ct);
        for (var packet = 1; packet <= 3; packet++)
        {
            byte[] head = packet == 1 ? [.. Sl651Client.Head(4, Start), 0xF3, 0xF3] : [];
            byte[] body = [.. head, .. Enumerable.Repeat((byte)0x7E, 200)];
            await station.SendAsync(Sl651Client.Frame(0x36, body, total: 3, packet: packet), Ct);
        }

        Assert.Equal("36800B160030030004", Convert.ToHexString((await station.ReceiveAsync(28, Ct)).AsSpan(10, 9)));
        Assert.Empty(await Stored.ReasonsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task A_station_that_is_to_be_asked_is_asked_and_its_answer_is_stored()
    {
        await Stored.ExecuteAsync(_app.Database, "update sl651_station set poll_seconds = 30", Ct);
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        await Stored.UntilAsync(
            async () =>
            {
                await station.SendAsync(Sl651Client.KeepAlive(Start), Ct);
                return await AnythingAsync(station);
            },
            "a question",
            Ct
        );

        var question = _head;
        Assert.Equal("7E7E0012345678011234378008020000", Convert.ToHexString(question.AsSpan(0, 16)));
        Assert.Equal(0x05, question[22]);
        await station.SendAsync(
            Sl651Client.Frame(
                0x37,
                [.. Sl651Client.Head(3, Start), .. Convert.FromHexString("F1F1001234567848F0F02606010800392300028600")]
            ),
            Ct
        );
        Assert.Equal(3, await station.ReceiveConfirmationAsync(Ct));
        Assert.Equal(1, await Stored.ReadingsAsync(_app.Database, Ct, "WL-0001"));
    }

    [Fact]
    public async Task A_thousand_silent_connections_are_closed_and_the_others_are_served_meanwhile()
    {
        var silent = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Sl651Client.ConnectAsync(Port, Ct)));
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        await station.SendAsync(Sl651Client.Level(1, Start, 28.600m), Ct);
        Assert.Equal(1, await station.ReceiveConfirmationAsync(Ct));

        var closed = Task.WhenAll(silent.Select(connection => connection.UntilClosedAsync(Ct)));
        Assert.All(await closed.WaitAsync(TimeSpan.FromSeconds(30), Ct), said => Assert.Equal(0, said));

        await station.SendAsync(Sl651Client.Level(2, Start.AddMinutes(1), 28.600m), Ct);
        Assert.Equal(2, await station.ReceiveConfirmationAsync(Ct)); // it has spoken, and may be silent for longer
        foreach (var connection in silent)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_that_trickles_bytes_without_a_frame_is_closed_too()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        var closed = station.UntilClosedAsync(Ct);
        for (var i = 0; i < 40 && !closed.IsCompleted; i++)
        {
            try
            {
                await station.SendAsync(new byte[] { 0x7E }, Ct);
            }
            catch (IOException)
            {
                break;
            }

            await Task.Delay(250, Ct);
        }

        Assert.Equal(0, await closed.WaitAsync(TimeSpan.FromSeconds(5), Ct));
    }

    [Fact]
    public async Task One_that_sends_nothing_but_wrong_passwords_is_closed()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        byte[] guesses =
        [
            .. Enumerable
                .Range(0, 100)
                .SelectMany(i => Sl651Client.Level(i, Start, 28.600m, password: $"{0x5000 + i:X4}")),
        ];
        await station.SendAsync(guesses, Ct);

        Assert.Equal(0, await station.UntilClosedAsync(Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal(0, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task Who_hangs_up_after_its_frame_is_confirmed_before_the_connection_ends()
    {
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        await station.SendAsync(Sl651Client.Level(1, Start, 28.600m), Ct);
        station.EndSending();

        Assert.Equal(1, await station.ReceiveConfirmationAsync(Ct));
        Assert.Equal(0, await station.UntilClosedAsync(Ct));
        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    _app.Database,
                    "select count(*) from gateway_connection where protocol = 'SL 651' and ending = 'graceful'",
                    Ct
                ) == 1,
            "the connection is noted",
            Ct
        );
    }

    [Fact]
    public async Task A_gateway_out_of_service_is_not_let_in()
    {
        await Stored.ExecuteAsync(_app.Database, "update gateway set disabled_at = now() where id = 'gw-01'", Ct);
        await using var station = await Sl651Client.ConnectAsync(Port, Ct);
        await Stored.UntilAsync(
            async () =>
            {
                await station.SendAsync(Sl651Client.Level(1, Start, 28.600m), Ct);
                return (await Stored.ReasonsAsync(_app.Database, Ct)).Contains("disabled_gateway");
            },
            "it is refused",
            Ct
        );
    }

    private byte[] _head = [];

    /// <summary>Whether an answer's length of bytes comes within a moment.</summary>
    private async Task<bool> AnythingAsync(Sl651Client station)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        moment.CancelAfter(Silence);
        try
        {
            _head = await station.ReceiveAsync(25, moment.Token);
            return true;
        }
        catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task PutStationAsync(object element)
    {
        using var put = await _admin.PutJsonAsync(
            "/api/v1/gateways/gw-01/sl651",
            new
            {
                address = Sl651Client.Address,
                password = Sl651Client.Password,
                elements = new[] { element },
            },
            Ct
        );
        Assert.Equal(200, put.Status);
        await Task.Delay(300, Ct); // the change has been told
        await Stored.ExecuteAsync(
            _app.Database,
            "update sensor set range_max_mm = 40000 where code in ('WL-0001', 'WL-0003')",
            Ct
        );
    }

    private Task UntilRejectedAsync(params string[] expected) =>
        Stored.UntilAsync(
            async () =>
                string.Join(", ", expected)
                == await Stored.ScalarAsync<string>(
                    _app.Database,
                    """
                    select coalesce(string_agg(gateway_id || ' ' || reason, ', ' order by gateway_id, reason), '')
                    from rejected_message where channel = 'sl651'
                    """,
                    Ct
                ),
            string.Join(", ", expected),
            Ct
        );
}
