using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Json;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Backups;

/// <summary>What is made of a backup elsewhere.</summary>
public sealed class BackupTests(BackupTests.BackedUp city) : IClassFixture<BackupTests.BackedUp>, IAsyncLifetime
{
    private readonly ScratchFolder _scratch = new();
    private TestDatabase _empty = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _empty = await TestDatabase.CreateEmptyAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await _empty.DisposeAsync();
        _scratch.Dispose();
    }

    /// <summary>A city with a photographed problem and a template of its own, backed up while it works.</summary>
    public sealed class BackedUp : IAsyncLifetime
    {
        private readonly ScratchFolder _scratch = new();

        public TestApp App { get; private set; } = null!;

        public byte[] Photo { get; } = Pictures.Jpeg();

        public string File => _scratch["city.zip"];

        /// <summary>What the backup showed at a terminal.</summary>
        public string Shown { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            App = await TestApp.StartAsync(CancellationToken.None);
            using var officer = await App.LogInAsync("officer", CancellationToken.None);
            using var reported = await officer.PutAsJsonAsync(
                $"/api/v1/reports/{Guid.NewGuid()}",
                new
                {
                    category = "01101",
                    description = "路面塌陷",
                    observedAt = DateTimeOffset.UtcNow,
                    position = new
                    {
                        lon = 113.3824,
                        lat = 22.5211,
                        coordSystem = "wgs84",
                        accuracyMetres = 5,
                    },
                    photos = new[]
                    {
                        new
                        {
                            sha256 = Pictures.Sha256(Photo),
                            bytes = Photo.Length,
                            type = "image/jpeg",
                        },
                    },
                }
            );
            Assert.True(reported.IsSuccessStatusCode, await reported.Content.ReadAsStringAsync());
            await TusUpload.SendPhotoAsync(officer, Photo, CancellationToken.None);
            Directory.CreateDirectory(Path.Combine(App.Folder.Path, "templates"));
            await System.IO.File.WriteAllTextAsync(
                Path.Combine(App.Folder.Path, "templates", "bulletin.docx"),
                "the bureau's own"
            );
            await using var terminal = AtTerminal(App.Database, App.Folder.Path, "backup", File);
            Assert.True(await terminal.EndAsync(CancellationToken.None) == 0, terminal.Shown);
            Shown = terminal.Shown;
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _scratch.Dispose();
        }
    }

    [Fact]
    public async Task A_restored_city_has_every_row_photo_and_template_and_passes_its_own_verification()
    {
        var (exit, said) = await RunAsync(_empty, _scratch["restored"], Ct, "restore", city.File);

        Assert.True(exit == 0, said);
        var (before, after) = (await RowsAsync(city.App.Database), await RowsAsync(_empty));
        Assert.Equal(before, after);
        Assert.Contains(after, table => table.StartsWith("report 1 ", StringComparison.Ordinal));
        var sha256 = Pictures.Sha256(city.Photo);
        Assert.Equal(
            city.Photo,
            await File.ReadAllBytesAsync(
                Path.Combine(_scratch["restored"], "photos", sha256[..2], sha256[2..4], sha256),
                Ct
            )
        );
        Assert.Equal(
            "the bureau's own",
            await File.ReadAllTextAsync(Path.Combine(_scratch["restored"], "templates", "bulletin.docx"), Ct)
        );
        // the audit log goes on with who restored it, and holds together
        await using var last = _empty.DataSource.CreateCommand(
            "select action || ' ' || subject_id from audit_log order by seq desc limit 1"
        );
        Assert.Equal("verb.run restore", await last.ExecuteScalarAsync(Ct));
        var (verified, found) = await RunAsync(_empty, _scratch["restored"], Ct, "verify");
        Assert.True(verified == 0, found);
    }

    [Fact]
    public async Task What_is_restored_at_a_terminal_says_how_far_it_is_and_is_its_users_alone()
    {
        const UnixFileMode others =
            UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite
            | UnixFileMode.OtherExecute;
        await using var terminal = AtTerminal(_empty, _scratch["restored"], "restore", city.File);

        Assert.True(await terminal.EndAsync(Ct) == 0, terminal.Shown);
        Assert.Contains("  writing … 0 MB, 0 s\r", city.Shown, StringComparison.Ordinal);
        Assert.Contains("  photos … 1 of 1\r", terminal.Shown, StringComparison.Ordinal);
        Assert.Contains("  restoring the database … 0 s\r", terminal.Shown, StringComparison.Ordinal);
        var entries = Directory.GetFileSystemEntries(_scratch["restored"], "*", SearchOption.AllDirectories);
        Assert.Contains(entries, entry => entry.EndsWith(Pictures.Sha256(city.Photo), StringComparison.Ordinal));
        Assert.All(entries.Append(_scratch["restored"]), entry =>
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(entry) & others)
        );
    }

    [Fact]
    public async Task Nothing_that_is_there_is_written_over()
    {
        var (backup, backupSaid) = await RunAsync(city.App.Database, city.App.Folder.Path, Ct, "backup", city.File);
        var nowhere = _scratch["absent/city.zip"];
        var (lost, lostSaid) = await RunAsync(city.App.Database, city.App.Folder.Path, Ct, "backup", nowhere);
        var (restore, restoreSaid) = await RunAsync(city.App.Database, city.App.Folder.Path, Ct, "restore", city.File);

        Assert.Equal((2, 2, 2), (backup, lost, restore));
        Assert.StartsWith("cityops: No backup was made: ", lostSaid, StringComparison.Ordinal);
        Assert.Contains("exists already", backupSaid, StringComparison.Ordinal);
        Assert.Contains("a city already", restoreSaid, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_photo_that_was_damaged_in_the_file_is_left_out_and_named()
    {
        var bytes = await File.ReadAllBytesAsync(city.File, Ct);
        bytes[bytes.AsSpan().IndexOf(city.Photo) + 20] ^= 0xff;
        await File.WriteAllBytesAsync(_scratch["damaged.zip"], bytes, Ct);

        var (exit, said) = await RunAsync(_empty, _scratch["restored"], Ct, "restore", _scratch["damaged.zip"]);

        Assert.Equal(2, exit);
        Assert.Contains($"photo {Pictures.Sha256(city.Photo)} is damaged", said, StringComparison.Ordinal);
        Assert.Contains("1 of 1 photos are missing", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_backup_or_only_half_of_one_leaves_nothing_behind()
    {
        var bytes = await File.ReadAllBytesAsync(city.File, Ct);
        await File.WriteAllBytesAsync(_scratch["half.zip"], bytes[..(bytes.Length / 2)], Ct);
        await using (var zip = await ZipFile.OpenAsync(_scratch["other.zip"], ZipArchiveMode.Create, Ct))
        {
            zip.CreateEntry("holiday.jpg");
        }

        File.Copy(city.File, _scratch["newer.zip"]);
        await using (var zip = await ZipFile.OpenAsync(_scratch["newer.zip"], ZipArchiveMode.Update, Ct))
        {
            zip.GetEntry("backup.json")!.Delete();
            await using var json = await zip.CreateEntry("backup.json").OpenAsync(Ct);
            await json.WriteAsync(
                """{"format":1,"madeAt":"2030-01-01T00:00:00+08:00","migrations":99999,"photos":0,"photoBytes":0}"""u8.ToArray(),
                Ct
            );
        }

        foreach (
            var (name, why) in new[]
            {
                ("half", "was not restored: it is no backup, or its end is missing"),
                ("other", "no backup.json"),
                ("newer", "99999 migrations"),
                ("absent", "was not restored"),
            }
        )
        {
            var (exit, said) = await RunAsync(_empty, _scratch["restored"], Ct, "restore", _scratch[name + ".zip"]);
            Assert.Equal(2, exit);
            Assert.Contains(why, said, StringComparison.Ordinal);
        }

        Assert.Empty(await RowsAsync(_empty));
    }

    /// <summary>Of every table, but the heartbeats of the node that goes on working: its name, how many rows it has,
    /// and a hash of all of them.</summary>
    private static async Task<List<string>> RowsAsync(TestDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            """
            select c.relname || ' ' || (xpath('/row/all/text()', query_to_xml(format(
              'select count(*) || '' '' || coalesce(md5(string_agg(t::text, ''|'' order by t::text)), ''-'') as all from %I.%I t', n.nspname, c.relname), false, true, '')))[1]::text
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind = 'r' and c.relname not in ('spatial_ref_sys', 'ponding_watch', 'uplink_node', 'audit_log')
            order by c.relname
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var tables = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static Terminal AtTerminal(TestDatabase database, string data, params string[] arguments) =>
        Terminal.Open(
            [.. arguments, "--data", data],
            new Dictionary<string, string> { ["Database__ConnectionString"] = database.ConnectionString }
        );

    private static async Task<(int Exit, string Output)> RunAsync(
        TestDatabase database,
        string data,
        CancellationToken ct,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(CityOpsProcess.Executable, [.. arguments, "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Database__ConnectionString"] = database.ConnectionString;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await error);
    }
}
