using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CityOps.App.Features.Photos;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NetVips;

namespace CityOps.IntegrationTests.Photos;

public sealed class UploadTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static object Report(byte[] photo) =>
        new
        {
            category = "03101",
            position = new
            {
                lon = 113.35,
                lat = 22.55,
                coordSystem = "wgs84",
                accuracyMetres = 5,
            },
            observedAt = "2026-06-01T08:00:00+08:00",
            photos = new[]
            {
                new
                {
                    sha256 = Pictures.Sha256(photo),
                    bytes = photo.Length,
                    type = "image/jpeg",
                },
            },
        };

    private string StoredAt(byte[] photo) =>
        _app.Services.GetRequiredService<PhotoStore>().Original(Pictures.Sha256(photo));

    [Fact]
    public async Task A_photo_may_come_in_pieces_after_its_report()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        var url = $"/api/v1/reports/{Guid.NewGuid()}";
        using var reported = await officer.PutJsonAsync(url, Report(photo), Ct);
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;

        using var first = await TusUpload.PatchAsync(officer, upload, 0, photo.AsMemory(0, 1000), Ct);
        using var receiving = await officer.ReadAsync(url, Ct);
        using var head = await TusUpload.HeadAsync(officer, upload, Ct);
        using var second = await TusUpload.PatchAsync(officer, upload, head.Offset(), photo.AsMemory(1000), Ct);
        using var verified = await officer.ReadAsync(url, Ct);

        var states = new[] { reported, receiving, verified }
            .Select(a => a["photos"][0])
            .Select(p => (p.GetProperty("state").GetString(), p.GetProperty("receivedBytes").GetInt64()));
        Assert.Equal([("declared", 0), ("receiving", 1000), ("verified", photo.Length)], states);
        Assert.Equal((201, 204, 1000, 204), (created.Status, first.Status, head.Offset(), second.Status));
        Assert.Equal(photo, await File.ReadAllBytesAsync(StoredAt(photo), Ct));
    }

    [Fact]
    public async Task An_upload_that_nobody_goes_on_with_is_forgotten_and_a_fresh_one_is_not()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (old, fresh) = (Pictures.Jpeg(), Pictures.Jpeg(64, 48));
        using var abandoned = await TusUpload.CreateAsync(officer, old.Length, Pictures.Sha256(old), Ct);
        using var part = await TusUpload.PatchAsync(
            officer,
            abandoned.Response.Headers.Location!,
            0,
            old.AsMemory(0, 100),
            Ct
        );
        using var kept = await TusUpload.CreateAsync(officer, fresh.Length, Pictures.Sha256(fresh), Ct);
        var files = _app.Services.GetRequiredService<UploadFiles>();
        var id = Guid.Parse(abandoned.Response.Headers.Location!.ToString().Split('/')[^1]);
        var longAgo = DateTimeOffset.UtcNow - ForgetAbandonedUploadsJob.Kept - TimeSpan.FromHours(1);
        File.SetLastWriteTimeUtc(files.PathOf(id), longAgo.UtcDateTime);
        await using var db = _app.NewContext();
        await db
            .Uploads.Where(u => u.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.CreatedAt, longAgo), Ct);

        await new ForgetAbandonedUploadsJob(db, files, TimeProvider.System).RunAsync(Ct);

        using var gone = await TusUpload.HeadAsync(officer, abandoned.Response.Headers.Location!, Ct);
        using var there = await TusUpload.HeadAsync(officer, kept.Response.Headers.Location!, Ct);
        Assert.Equal((404, 200), (gone.Status, there.Status));
        Assert.False(File.Exists(files.PathOf(id)));
    }

    [Fact]
    public async Task Photos_that_no_record_names_leave_the_disk_and_those_of_records_stay()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        byte[][] photos = [.. Enumerable.Range(0, 4).Select(i => Pictures.Jpeg(70 + i, 48))];
        var (orphan, named, again) = (photos[0], photos[1], photos[3]);
        foreach (var photo in photos)
        {
            await TusUpload.SendPhotoAsync(officer, photo, Ct);
        }

        using var reported = await officer.PutJsonAsync($"/api/v1/reports/{Guid.NewGuid()}", Report(named), Ct);
        await using var db = _app.NewContext();
        var longAgo = DateTimeOffset.UtcNow - ForgetOrphanedPhotosJob.Kept - TimeSpan.FromHours(1);
        byte[][] old = [SHA256.HashData(orphan), SHA256.HashData(named), SHA256.HashData(again)];
        await db
            .Photos.Where(p => old.Contains(p.Sha256))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.ReceivedAt, longAgo), Ct);
        var job = new ForgetOrphanedPhotosJob(db, _app.Services.GetRequiredService<PhotoStore>(), TimeProvider.System);
        await job.RunAsync(Ct);

        Assert.Equal([false, true, true, false], photos.Select(photo => File.Exists(StoredAt(photo))));
        Assert.Equal(1, await db.Photos.CountAsync(p => old.Contains(p.Sha256), Ct));

        await db.Photos.AddAsync(
            new Photo
            {
                Sha256 = SHA256.HashData(again),
                Bytes = again.Length,
                MediaType = "image/jpeg",
                ReceivedAt = DateTimeOffset.UtcNow,
            },
            Ct
        );
        await db.SaveChangesAsync(Ct); // its row was written while its file was just set aside
        await job.RunAsync(Ct);
        Assert.Equal(again, await File.ReadAllBytesAsync(StoredAt(again), Ct));
        Assert.DoesNotContain(Directory.EnumerateFiles(_app.Folder.Photos, "*", SearchOption.AllDirectories), file =>
            file.Contains(Pictures.Sha256(orphan), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_photo_may_come_before_its_report_and_is_served_without_exif()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        var photo = Pictures.Jpeg(640, 480);
        await TusUpload.SendPhotoAsync(officer, photo, Ct);
        var url = $"/api/v1/photos/{Pictures.Sha256(photo)}";
        using var unattached = await parks.ReadAsync(url, Ct);
        using var reported = await officer.PutJsonAsync($"/api/v1/reports/{Guid.NewGuid()}", Report(photo), Ct);

        var full = await officer.GetByteArrayAsync(url, Ct);
        var thumb = await officer.GetByteArrayAsync(url + "?size=thumb", Ct);
        using var foreign = await parks.ReadAsync(url, Ct);
        using var anonymous = await _app.Client().ReadAsync(url, Ct);

        Assert.Equal("verified", reported["photos"][0].GetProperty("state").GetString());
        using var original = Image.NewFromBuffer(photo);
        using var shown = Image.NewFromBuffer(full);
        using var small = Image.NewFromBuffer(thumb);
        Assert.Contains("exif-data", original.GetFields());
        Assert.DoesNotContain("exif-data", shown.GetFields());
        Assert.DoesNotContain("exif-data", small.GetFields());
        Assert.Equal((640, 480, 320, 240), (shown.Width, shown.Height, small.Width, small.Height));
        Assert.Equal((403, "outside_your_area"), (unattached.Status, unattached.Code));
        Assert.Equal((403, "outside_your_area"), (foreign.Status, foreign.Code));
        Assert.Equal((401, "not_logged_in"), (anonymous.Status, anonymous.Code));
    }

    [Fact]
    public async Task A_connection_that_breaks_keeps_what_has_come()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg(300, 300);
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;

        using (var tcp = new TcpClient())
        {
            await tcp.ConnectAsync(_app.Http.Host, _app.Http.Port, Ct);
            var stream = tcp.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"PATCH {upload} HTTP/1.1\r\nHost: x\r\nAuthorization: {officer.DefaultRequestHeaders.Authorization}\r\n"
                        + $"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {photo.Length}\r\n\r\n"
                ),
                Ct
            );
            await stream.WriteAsync(photo.AsMemory(0, 5000), Ct);
            await stream.FlushAsync(Ct);
            await UntilOffsetAsync(officer, upload, 5000);
        }

        ApiAnswer rest;
        do
        {
            rest = await TusUpload.PatchAsync(officer, upload, 5000, photo.AsMemory(5000), Ct);
        } while (rest.Status == 423); // until the server has noticed that the first connection is gone

        Assert.Equal(204, rest.Status);
        Assert.Equal(photo, await File.ReadAllBytesAsync(StoredAt(photo), Ct));
    }

    [Fact]
    public async Task A_half_open_connection_gives_way_to_its_owners_next_request()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg(300, 300);
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;
        using var halfOpen = new TcpClient();
        await halfOpen.ConnectAsync(_app.Http.Host, _app.Http.Port, Ct);
        await halfOpen
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"PATCH {upload} HTTP/1.1\r\nHost: x\r\nAuthorization: {officer.DefaultRequestHeaders.Authorization}\r\n"
                        + $"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {photo.Length}\r\n\r\n"
                ),
                Ct
            );
        await halfOpen.GetStream().WriteAsync(photo.AsMemory(0, 5000), Ct);
        await UntilOffsetAsync(officer, upload, 5000);
        var began = Stopwatch.GetTimestamp();

        using var rest = await TusUpload.PatchAsync(officer, upload, 5000, photo.AsMemory(5000), Ct);

        Assert.Equal(204, rest.Status);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 4);
        Assert.Equal(photo, await File.ReadAllBytesAsync(StoredAt(photo), Ct));
    }

    [Fact]
    public async Task A_camera_uploads_the_photo_of_its_report_by_its_gateways_key()
    {
        using var camera = Gateway(TestCity.Gateway, TestCity.GatewaySecret);
        using var other = Gateway(TestCity.OtherGateway, TestCity.GatewaySecret);
        using var wrong = Gateway(TestCity.Gateway, "wrong");
        var photo = Pictures.Jpeg(210, 190);

        using var refused = await TusUpload.CreateAsync(wrong, photo.Length, Pictures.Sha256(photo), Ct);
        using var created = await TusUpload.CreateAsync(camera, photo.Length, Pictures.Sha256(photo), Ct);
        Assert.Equal((401, 201), (refused.Status, created.Status));
        var upload = created.Response.Headers.Location!;
        using var foreign = await TusUpload.PatchAsync(other, upload, 0, photo, Ct);
        using var sent = await TusUpload.PatchAsync(camera, upload, 0, photo, Ct);

        Assert.Equal((404, 204), (foreign.Status, sent.Status));
        Assert.Equal(photo, await File.ReadAllBytesAsync(StoredAt(photo), Ct));
    }

    private HttpClient Gateway(string id, string secret)
    {
        var client = _app.Client();
        client.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"))
        );
        return client;
    }

    [Theory]
    [InlineData("image/jpg")]
    [InlineData("image/heif")]
    [InlineData("image/svg+xml")]
    [InlineData("video/mp4")]
    [InlineData("")]
    public async Task The_bytes_decide_whatever_a_phone_calls_the_type(string type)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg(200 + type.Length, 200);
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct, type: type);
        Assert.Equal(201, created.Status);

        using var sent = await TusUpload.PatchAsync(officer, created.Response.Headers.Location!, 0, photo, Ct);

        Assert.Equal(204, sent.Status);
        Assert.Equal(photo, await File.ReadAllBytesAsync(StoredAt(photo), Ct));
    }

    private static async Task UntilOffsetAsync(HttpClient client, Uri upload, long offset)
    {
        while (true)
        {
            using var head = await TusUpload.HeadAsync(client, upload, Ct);
            if (head.Offset() >= offset)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task Bytes_that_all_came_before_a_crash_are_verified_when_the_phone_asks()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;
        var id = Guid.Parse(upload.ToString().Split('/')[^1]);
        Directory.CreateDirectory(_app.Folder.Uploads);
        // as a crash left it
        await File.WriteAllBytesAsync(_app.Services.GetRequiredService<UploadFiles>().PathOf(id), photo, Ct);

        using var head = await TusUpload.HeadAsync(officer, upload, Ct);

        Assert.Equal((200, photo.Length), (head.Status, head.Offset()));
        Assert.Equal(photo, await File.ReadAllBytesAsync(StoredAt(photo), Ct));
    }

    [Fact]
    public async Task A_known_photo_is_answered_at_once()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        await TusUpload.SendPhotoAsync(officer, photo, Ct);

        using var again = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        using var patched = await TusUpload.PatchAsync(officer, again.Response.Headers.Location!, 0, photo, Ct);

        Assert.Equal((201, photo.Length), (again.Status, again.Offset()));
        Assert.Equal((204, photo.Length), (patched.Status, patched.Offset()));
    }

    [Fact]
    public async Task Creation_may_carry_the_bytes()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        var request = TusUpload.Request(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Upload-Length", photo.Length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", "sha256 " + Convert.ToBase64String(SHA256.HashData(photo)));
        request.Content = new ByteArrayContent(photo);
        request.Content.Headers.ContentType = new("application/offset+octet-stream");

        using var created = await TusUpload.SendAsync(officer, request, Ct);

        Assert.Equal((201, photo.Length), (created.Status, created.Offset()));
        Assert.True(File.Exists(StoredAt(photo)));
    }

    [Fact]
    public async Task Other_bytes_than_announced_are_discarded()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (photo, other) = (Pictures.Jpeg(), Pictures.Jpeg());
        using var created = await TusUpload.CreateAsync(officer, other.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;

        using var sent = await TusUpload.PatchAsync(officer, upload, 0, other, Ct);
        using var head = await TusUpload.HeadAsync(officer, upload, Ct);

        Assert.Equal((422, "photo_hash_mismatch"), (sent.Status, sent.Code));
        Assert.Equal(404, head.Status);
        Assert.False(File.Exists(StoredAt(other)));
    }

    [Fact]
    public async Task What_a_file_is_shows_by_its_bytes_not_by_its_header()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var script = Encoding.UTF8.GetBytes("<script>alert(1)</script> is no photo" + Guid.NewGuid());
        using var created = await TusUpload.CreateAsync(officer, script.Length, Pictures.Sha256(script), Ct);

        using var sent = await TusUpload.PatchAsync(officer, created.Response.Headers.Location!, 0, script, Ct);

        Assert.Equal((422, "photo_type_unsupported"), (sent.Status, sent.Code));
    }

    [Fact]
    public async Task A_damaged_chunk_is_discarded_and_can_be_sent_again()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;
        var right = "sha256 " + Convert.ToBase64String(SHA256.HashData(photo));
        var wrong = "sha256 " + Convert.ToBase64String(SHA256.HashData([1]));

        using var damaged = await TusUpload.PatchAsync(officer, upload, 0, photo, Ct, wrong);
        using var unknown = await TusUpload.PatchAsync(officer, upload, 0, photo, Ct, "crc32 AAAA");
        using var head = await TusUpload.HeadAsync(officer, upload, Ct);
        using var sent = await TusUpload.PatchAsync(officer, upload, 0, photo, Ct, right);

        Assert.Equal((460, "upload_checksum_mismatch"), (damaged.Status, damaged.Code));
        Assert.Equal((400, "upload_checksum_unsupported"), (unknown.Status, unknown.Code));
        Assert.Equal((0, 204), (head.Offset(), sent.Status));
    }

    [Fact]
    public async Task Wrong_offsets_lengths_and_versions_are_refused_by_their_own_codes()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        var sha256 = Pictures.Sha256(photo);
        using var created = await TusUpload.CreateAsync(officer, photo.Length, sha256, Ct);
        var upload = created.Response.Headers.Location!;

        using var tooLarge = await TusUpload.CreateAsync(officer, PhotoType.MaxBytes + 1, sha256, Ct);
        using var thirtyMegabytes = await TusUpload.CreateAsync(officer, 30 * 1024 * 1024, sha256, Ct);
        using var empty = await TusUpload.CreateAsync(officer, 0, sha256, Ct);
        using var noHash = await TusUpload.CreateAsync(officer, 10, "abc", Ct);
        using var offset = await TusUpload.PatchAsync(officer, upload, 7, photo, Ct);
        using var beyond = await TusUpload.PatchAsync(officer, upload, 0, (byte[])[.. photo, 0], Ct);
        using var old = new HttpRequestMessage(HttpMethod.Head, upload);
        old.Headers.Add("Tus-Resumable", "0.2.2");
        using var version = await ApiClient.AnswerAsync(await officer.SendAsync(old, Ct), Ct);
        using var withoutVersion = await officer.PostJsonAsync("/api/v1/uploads", null, Ct);
        using var unknown = await TusUpload.HeadAsync(
            officer,
            new Uri($"/api/v1/uploads/{Guid.NewGuid()}", UriKind.Relative),
            Ct
        );
        using var typed = TusUpload.Request(HttpMethod.Patch, upload.ToString());
        typed.Content = new StringContent("x");
        using var mediaType = await TusUpload.SendAsync(officer, typed, Ct);

        Assert.Equal((413, "upload_too_large"), (tooLarge.Status, tooLarge.Code));
        Assert.Equal((413, "upload_too_large"), (thirtyMegabytes.Status, thirtyMegabytes.Code));
        Assert.Equal((400, "upload_length_invalid"), (empty.Status, empty.Code));
        Assert.Equal((400, "upload_metadata_invalid"), (noHash.Status, noHash.Code));
        Assert.Equal((409, "upload_offset_conflict"), (offset.Status, offset.Code));
        Assert.Equal((400, "upload_length_invalid"), (beyond.Status, beyond.Code));
        Assert.Equal(412, version.Status);
        Assert.Equal((412, "tus_version_unsupported"), (withoutVersion.Status, withoutVersion.Code));
        Assert.Equal("1.0.0", Assert.Single(version.Response.Headers.GetValues("Tus-Version")));
        Assert.Equal(404, unknown.Status);
        Assert.Equal((415, "unsupported_media_type"), (mediaType.Status, mediaType.Code));
    }

    [Fact]
    public async Task One_request_at_a_time_writes_to_an_upload()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;
        var id = Guid.Parse(upload.ToString().Split('/')[^1]);

        ApiAnswer busy,
            deleting;
        await using (_app.Services.GetRequiredService<UploadFiles>().TryOpen(id))
        {
            busy = await TusUpload.PatchAsync(officer, upload, 0, photo, Ct);
            deleting = await TusUpload.DeleteAsync(officer, upload, Ct);
        }

        using var sent = await TusUpload.PatchAsync(officer, upload, 0, photo, Ct);

        Assert.Equal((423, "upload_busy"), (busy.Status, busy.Code));
        Assert.Equal(TimeSpan.FromSeconds(1), busy.Response.Headers.RetryAfter?.Delta);
        Assert.Equal((423, "upload_busy"), (deleting.Status, deleting.Code));
        Assert.Equal(204, sent.Status);
    }

    [Fact]
    public async Task A_given_up_upload_is_gone()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;
        using var part = await TusUpload.PatchAsync(officer, upload, 0, photo.AsMemory(0, 100), Ct);

        using var deleted = await TusUpload.DeleteAsync(officer, upload, Ct);
        using var head = await TusUpload.HeadAsync(officer, upload, Ct);

        Assert.Equal((204, 404), (deleted.Status, head.Status));
        await using var db = _app.NewContext();
        var hash = SHA256.HashData(photo);
        Assert.False(await db.Uploads.AnyAsync(u => u.Sha256 == hash, Ct));
    }

    [Fact]
    public async Task Uploads_belong_to_who_made_them()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var other = await _app.LogInAsync("officer-parks", Ct);
        using var nobody = _app.Client();
        var photo = Pictures.Jpeg();
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;

        using var foreign = await TusUpload.PatchAsync(other, upload, 0, photo, Ct);
        using var anonymous = await TusUpload.PatchAsync(nobody, upload, 0, photo, Ct);
        using var creating = await TusUpload.CreateAsync(nobody, photo.Length, Pictures.Sha256(photo), Ct);
        using var foreignCode = await TusUpload.CreateAsync(
            nobody,
            photo.Length,
            Pictures.Sha256(photo),
            Ct,
            code: "T-001-1-AAAAAAAA"
        );

        Assert.Equal((404, "upload_not_found"), (foreign.Status, foreign.Code));
        Assert.Equal((401, "not_logged_in"), (anonymous.Status, anonymous.Code));
        Assert.Equal((401, "not_logged_in"), (creating.Status, creating.Code));
        Assert.Equal((404, "qr_code_foreign"), (foreignCode.Status, foreignCode.Code));
    }

    [Fact]
    public async Task Options_tell_what_of_tus_is_spoken()
    {
        using var nobody = _app.Client();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads");

        using var answer = await nobody.SendAsync(request, Ct);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(
            "creation,creation-with-upload,checksum,termination",
            answer.Headers.GetValues("Tus-Extension").Single()
        );
        Assert.Equal("20971520", answer.Headers.GetValues("Tus-Max-Size").Single());
    }

    [Theory]
    [InlineData("FFD8FF")]
    [InlineData("FFD8FFE000104A46494600010101004800480000", 50)]
    [InlineData("89504E470D0A1A0A", 80)]
    [InlineData("524946462400000057454250", 30)]
    [InlineData("0000001866747970686569630000000068656963", 400)]
    public async Task What_only_begins_like_a_photo_is_refused_and_the_photo_stays_declared(
        string head,
        int rubbish = 0
    )
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        byte[] junk = [.. Convert.FromHexString(head), .. RandomNumberGenerator.GetBytes(rubbish)];
        var url = $"/api/v1/reports/{Guid.NewGuid()}";
        using var reported = await officer.PutJsonAsync(url, Report(junk), Ct);
        using var created = await TusUpload.CreateAsync(officer, junk.Length, Pictures.Sha256(junk), Ct);

        using var sent = await TusUpload.PatchAsync(officer, created.Response.Headers.Location!, 0, junk, Ct);
        using var gone = await TusUpload.HeadAsync(officer, created.Response.Headers.Location!, Ct);
        using var receipt = await officer.ReadAsync(url, Ct);

        Assert.Equal((422, "photo_unreadable"), (sent.Status, sent.Code));
        Assert.Equal((404, "declared"), (gone.Status, receipt["photos"][0].GetProperty("state").GetString()));
        Assert.False(File.Exists(StoredAt(junk)));
    }

    [Fact]
    public async Task A_photo_of_another_size_than_was_declared_says_so()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (photo, id) = (Pictures.Jpeg(), Guid.NewGuid());
        await TusUpload.SendPhotoAsync(officer, photo, Ct);
        using var reported = await officer.PutJsonAsync(
            $"/api/v1/reports/{id}",
            new
            {
                category = "03101",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
                observedAt = "2026-06-01T08:00:00+08:00",
                photos = new[]
                {
                    new
                    {
                        sha256 = Pictures.Sha256(photo),
                        bytes = photo.Length + 7,
                        type = "image/jpeg",
                    },
                },
            },
            Ct
        );

        var receipt = reported["photos"][0];
        Assert.Equal(
            ("verified", true),
            (receipt.GetProperty("state").GetString(), receipt.GetProperty("sizeDiffers").GetBoolean())
        );
    }

    [Fact]
    public async Task Knowing_a_photos_hash_does_not_open_it()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        var photo = Pictures.Jpeg();
        var url = $"/api/v1/photos/{Pictures.Sha256(photo)}";
        await TusUpload.SendPhotoAsync(officer, photo, Ct);
        using var reported = await officer.PutJsonAsync($"/api/v1/reports/{Guid.NewGuid()}", Report(photo), Ct);

        using var declared = await parks.PutJsonAsync($"/api/v1/reports/{Guid.NewGuid()}", Report(photo), Ct);
        using var announced = await TusUpload.CreateAsync(parks, photo.Length, Pictures.Sha256(photo), Ct);
        using var foreign = await parks.ReadAsync(url, Ct);
        using var sent = await TusUpload.PatchAsync(
            parks,
            announced.Response.Headers.Location!,
            announced.Offset(),
            photo,
            Ct
        );
        using var own = await parks.ReadAsync(url, Ct);

        Assert.Equal((201, 201, 0), (declared.Status, announced.Status, announced.Offset()));
        Assert.Equal((403, "outside_your_area"), (foreign.Status, foreign.Code));
        Assert.Equal((204, 200), (sent.Status, own.Status)); // who has the bytes may see them
    }

    [Fact]
    public async Task A_heic_photo_that_cannot_be_decoded_here_is_kept_but_not_shown()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        byte[] broken =
        [
            .. Convert.FromHexString("00000018667479706865696300000000686569636D696631"),
            .. Convert.FromHexString("0000000C6D65746100000000"),
            .. Convert.FromHexString("000000286D646174"),
            .. RandomNumberGenerator.GetBytes(32),
        ];
        await TusUpload.SendPhotoAsync(officer, broken, Ct);
        using var reported = await officer.PutJsonAsync($"/api/v1/reports/{Guid.NewGuid()}", Report(broken), Ct);

        using var shown = await officer.ReadAsync($"/api/v1/photos/{Pictures.Sha256(broken)}", Ct);
        using var unknown = await officer.ReadAsync($"/api/v1/photos/{new string('0', 64)}", Ct);
        using var nonsense = await officer.ReadAsync("/api/v1/photos/..%2F..%2Fetc%2Fpasswd", Ct);

        Assert.Equal((415, "photo_not_displayable"), (shown.Status, shown.Code));
        Assert.Equal((404, "photo_not_found"), (unknown.Status, unknown.Code));
        Assert.Equal(404, nonsense.Status);
    }
}
