using System.Diagnostics;
using System.Globalization;
using CityOps.App.Database;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityOps.IntegrationTests.Database;

/// <summary>Starting, joining and stopping the embedded cluster, and what an operator's machine does to it.</summary>
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Rows_survive_a_stop_and_the_server_is_private_and_durable()
    {
        var folder = _scratch["data"];
        await using (var first = await StartAsync(folder))
        {
            await KeepARowAsync(first);
            Assert.Equal("", await AskAsync(first, "show listen_addresses"));
            Assert.Equal("on", await AskAsync(first, "show fsync"));
            Assert.Equal("on", await AskAsync(first, "show synchronous_commit"));
            Assert.Equal("UTF8", await AskAsync(first, "show server_encoding"));
            Assert.NotEqual("root", await OwnerAsync($"/proc/{ServerPid(folder)}"));
            Assert.Equal("700", await RunAsync("stat", "-c", "%a", Path.Combine(folder, "postgres")));
        }

        Assert.False(ServerIsThere(folder));
        await using var second = await StartAsync(folder);
        Assert.Equal("kept", await AskAsync(second, "select name from kept"));
    }

    [Fact]
    public async Task The_last_of_two_users_stops_the_server()
    {
        var folder = _scratch["data"];
        var first = await StartAsync(folder);
        var second = await StartAsync(folder);

        await first.DisposeAsync();
        Assert.Equal("1", await AskAsync(second, "select 1"));

        await second.DisposeAsync();
        Assert.False(ServerIsThere(folder));
    }

    [Fact]
    public async Task Two_that_start_at_once_share_one_server()
    {
        var folder = _scratch["data"];
        var both = await Task.WhenAll(StartAsync(folder), StartAsync(folder));

        var starts = await Task.WhenAll(both.Select(one => AskAsync(one, "select pg_postmaster_start_time()::text")));

        Assert.Equal(starts[0], starts[1]);
        await both[0].DisposeAsync();
        await both[1].DisposeAsync();
    }

    [Fact]
    public async Task A_killed_server_is_repaired_with_everything_that_was_committed()
    {
        var folder = _scratch["data"];
        await using var cluster = await StartAsync(folder);
        await KeepARowAsync(cluster);

        await KillServerAsync(folder);
        await cluster.RepairAsync(Ct);

        Assert.Equal("kept", await AskAsync(cluster, "select name from kept"));
    }

    [Fact]
    public async Task A_pid_file_whose_number_went_to_another_program_does_not_keep_the_server_from_starting()
    {
        var folder = _scratch["data"];
        await using (var first = await StartAsync(folder))
        {
            await KeepARowAsync(first);
        }

        var pidFile = Path.Combine(folder, "postgres/data/postmaster.pid");
        using var other = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        await RunAsync(
            "install",
            "-o",
            await OwnerAsync(Path.GetDirectoryName(pidFile)!),
            "-m",
            "600",
            "/dev/null",
            pidFile
        );
        await File.WriteAllTextAsync(pidFile, $"{other.Id}\n{Path.GetDirectoryName(pidFile)}\n0\n5432\n\n\n", Ct);
        File.Copy(pidFile, Path.Combine(folder, "postgres/socket/.s.PGSQL.5432.lock"));

        await using var second = await StartAsync(folder);

        Assert.Equal("kept", await AskAsync(second, "select name from kept"));
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task What_an_interrupted_initdb_left_is_made_anew()
    {
        var folder = _scratch["data"];
        Directory.CreateDirectory(Path.Combine(folder, "postgres/initialising/base"));
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres/initialising/PG_VERSION"), "15\n", Ct);

        await using var cluster = await StartAsync(folder);

        Assert.Equal("1", await AskAsync(cluster, "select 1"));
        Assert.False(Directory.Exists(Path.Combine(folder, "postgres/initialising")));
    }

    [Fact]
    public async Task A_data_folder_that_is_no_cluster_is_refused_and_left_as_it_is()
    {
        var folder = _scratch["data"];
        var precious = Path.Combine(folder, "postgres/data/base/1");
        Directory.CreateDirectory(Path.GetDirectoryName(precious)!);
        await File.WriteAllTextAsync(precious, "records", Ct);

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(folder));

        Assert.Contains("PG_VERSION", error.Message, StringComparison.Ordinal);
        Assert.Equal("records", await File.ReadAllTextAsync(precious, Ct));
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_installed_says_what_to_install()
    {
        var folder = _scratch["data"];
        await (await StartAsync(folder)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres/data/PG_VERSION"), "99\n", Ct);

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(folder));

        Assert.Contains(
            "apt-get install postgresql-99 postgresql-99-postgis-3",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_machine_without_postgresql_says_what_to_install()
    {
        var options = new EmbeddedPostgresOptions(_scratch["data"]) { Installations = _scratch["nothing"] };

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgres.StartAsync(options, NullLogger.Instance, Ct)
        );

        Assert.Contains("apt-get install postgresql", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "a-path-that-is-much-too-long-for-a-unix-socket/because-it-goes-on-and-on-and-on/until-107-bytes-are-used-up"
    )]
    [InlineData("a path, with: 空格 and 'quotes'")]
    public async Task A_path_that_a_socket_or_a_connection_string_cannot_name_works(string name)
    {
        await using var cluster = await StartAsync(_scratch[name]);

        Assert.Equal("1", await AskAsync(cluster, "select 1"));
        var socketFolder = new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Host!;
        Assert.Equal("700", await RunAsync("stat", "-c", "%a", socketFolder));
        Directory.Delete(socketFolder, recursive: true);
    }

    [Fact]
    public async Task A_full_disk_is_told_before_anything_is_written()
    {
        var options = new EmbeddedPostgresOptions(_scratch["data"]) { FreeBytesToInitialise = long.MaxValue };

        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgres.StartAsync(options, NullLogger.Instance, Ct)
        );

        Assert.Contains("Not enough room", error.Message, StringComparison.Ordinal);
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_scratch["data"], "postgres/data")));
    }

    [Fact]
    public async Task Under_a_closed_folder_of_root_the_cluster_goes_to_the_system_folder_and_is_found_again()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root hands the server to another account.");
        var options = new EmbeddedPostgresOptions(Path.Combine(_scratch.Closed("root"), "data"))
        {
            SystemFolder = _scratch["var-lib-cityops"],
        };
        await using (var first = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, Ct))
        {
            await KeepARowAsync(first);
        }

        await using var second = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, Ct);

        Assert.Equal("kept", await AskAsync(second, "select name from kept"));
        Assert.Single(Directory.GetDirectories(options.SystemFolder));
    }

    [Fact]
    public async Task A_server_whose_libraries_were_replaced_under_it_is_restarted_on_the_new_ones()
    {
        var folder = _scratch["data"];
        var old = await OldInstallation.CopyAsync(_scratch["old"], Ct);
        await using var before = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { Installations = old.Installations },
            NullLogger.Instance,
            Ct
        );
        await KeepARowAsync(before);
        var oldPid = ServerPid(folder);

        old.RemovePostgis();
        await using var after = await StartAsync(folder);

        Assert.NotEqual(oldPid, ServerPid(folder));
        await ExecuteAsync(after, "create extension postgis");
        Assert.Equal("kept", await AskAsync(after, "select name from kept"));
        Assert.StartsWith("3.", await AskAsync(after, "select postgis_lib_version()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_library_is_answered_with_one_restart_and_its_return_with_none()
    {
        var folder = _scratch["data"];
        var installed = await OldInstallation.CopyAsync(_scratch["installed"], Ct);
        await using var cluster = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { Installations = installed.Installations },
            NullLogger.Instance,
            Ct
        );
        var atFirst = ServerPid(folder);

        installed.RemovePostgis();
        var error = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => cluster.RepairAsync(Ct));
        var restarted = ServerPid(folder);
        await Assert.ThrowsAsync<EmbeddedPostgresException>(() => cluster.RepairAsync(Ct));
        var still = ServerPid(folder);
        installed.InstallPostgis();
        await cluster.RepairAsync(Ct);

        Assert.Contains("apt-get install --reinstall", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(atFirst, restarted);
        Assert.Equal(restarted, still);
        Assert.Equal(restarted, ServerPid(folder));
    }

    /// <summary>As when apt replaced PostgreSQL under a running city: every write failed from then on, and nobody said
    /// so.</summary>
    [Fact]
    public async Task An_upgrade_under_a_running_city_is_repaired_within_30_s_and_nothing_acknowledged_is_missing()
    {
        var old = await OldInstallation.CopyAsync(_scratch["old"], Ct);
        Directory.CreateDirectory(Path.Combine(_scratch["installed"], "lib"));
        Directory.CreateSymbolicLink(Path.Combine(_scratch["installed"], "share"), "/usr/share");
        var installed = Path.Combine(_scratch["installed"], "lib/postgresql"); // what stands for /usr/lib/postgresql
        Directory.CreateSymbolicLink(installed, old.Installations);
        await using var cluster = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(_scratch["data"]) { Installations = installed },
            NullLogger.Instance,
            Ct
        );
        await ExecuteAsync(
            cluster,
            """
            create table kept (number integer, echoed integer);
            create function echo() returns trigger language plpgsql as $$
            begin new.echoed := new.number; return new; end $$;
            create trigger echo before insert on kept for each row execute function echo()
            """
        );
        using var watch = new EmbeddedPostgresWatch(
            cluster,
            TimeProvider.System,
            NullLogger<EmbeddedPostgresWatch>.Instance
        );
        await watch.StartAsync(Ct);
        var (acknowledged, failedAfter) = (new List<int>(), 0);
        async Task<bool> WriteAsync(int number)
        {
            try
            {
                await using var session = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
                await session.OpenAsync(Ct);
                await using var write = new NpgsqlCommand("insert into kept values (@number)", session);
                write.Parameters.AddWithValue("number", number);
                await write.ExecuteNonQueryAsync(Ct);
                acknowledged.Add(number);
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }

        Assert.True(await WriteAsync(0));
        Directory.Delete(installed);
        Directory.CreateSymbolicLink(installed, "/usr/lib/postgresql");
        old.RemovePlpgsql();
        var since = Stopwatch.GetTimestamp();
        for (var number = 1; Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30); number++)
        {
            var written = await WriteAsync(number);
            failedAfter += written ? 0 : 1;
            if (written && failedAfter > 0)
            {
                break; // it is well again
            }

            await Task.Delay(100, Ct);
        }

        var repairedIn = Stopwatch.GetElapsedTime(since);
        await watch.StopAsync(Ct);
        Assert.True(failedAfter > 0, "the upgrade broke nothing: the test shows nothing");
        Assert.True(await WriteAsync(-1), $"not repaired after {repairedIn}");
        Assert.Equal(
            string.Join(',', acknowledged.Order()),
            await AskAsync(
                cluster,
                "select string_agg(number::text, ',' order by number) from kept where echoed = number"
            )
        );
    }

    [Fact]
    public async Task A_server_of_another_version_than_is_installed_is_restarted_once()
    {
        var folder = _scratch["data"];
        var copy = await OldInstallation.CopyAsync(_scratch["installed"], Ct);
        await using var cluster = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { Installations = copy.Installations },
            NullLogger.Instance,
            Ct
        );
        await KeepARowAsync(cluster);
        var atFirst = ServerPid(folder);
        await cluster.RepairAsync(Ct);
        var wellLeftAlone = ServerPid(folder);

        copy.SayVersion("15.99 (Debian 15.99-1)");
        var outdated = await cluster.OutdatedAsync(Ct);
        await cluster.RepairAsync(Ct);
        var restarted = ServerPid(folder);
        await cluster.RepairAsync(Ct);

        Assert.Equal(atFirst, wellLeftAlone);
        Assert.Equal("15.99 (Debian 15.99-1)", outdated?.Installed);
        Assert.NotEqual(atFirst, restarted);
        Assert.Equal(restarted, ServerPid(folder)); // another restart would help nothing
        Assert.Null(await cluster.OutdatedAsync(Ct));
        Assert.Equal("kept", await AskAsync(cluster, "select name from kept"));
    }

    [Fact]
    public async Task A_server_that_was_left_by_a_killed_process_is_stopped_on_request()
    {
        var folder = _scratch["data"];
        var options = new EmbeddedPostgresOptions(folder);
        var user = await StartAsync(folder);
        Assert.False(await EmbeddedPostgres.StopUnusedAsync(options, NullLogger.Instance, Ct));

        user.Abandon();

        Assert.True(await EmbeddedPostgres.StopUnusedAsync(options, NullLogger.Instance, Ct));
        Assert.False(ServerIsThere(folder));
    }

    private static Task<EmbeddedPostgres> StartAsync(string folder) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder), NullLogger.Instance, Ct);

    private static Task KeepARowAsync(EmbeddedPostgres cluster) =>
        ExecuteAsync(cluster, "create table kept (name text); insert into kept values ('kept')");

    private static async Task ExecuteAsync(EmbeddedPostgres cluster, string sql)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<string> AskAsync(EmbeddedPostgres cluster, string sql)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(Ct), CultureInfo.InvariantCulture)!;
    }

    private static int ServerPid(string folder) =>
        int.Parse(
            File.ReadLines(Path.Combine(folder, "postgres/data/postmaster.pid")).First(),
            CultureInfo.InvariantCulture
        );

    private static bool ServerIsThere(string folder) =>
        File.Exists(Path.Combine(folder, "postgres/data/postmaster.pid"));

    private static async Task KillServerAsync(string folder)
    {
        using var server = Process.GetProcessById(ServerPid(folder));
        server.Kill();
        await server.WaitForExitAsync(Ct);
    }

    private static Task<string> OwnerAsync(string path) => RunAsync("stat", "-c", "%U", path);

    private static async Task<string> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
