using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CityOps.App.Features.Photos;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Photos;

/// <summary>Uploads that mean harm: names that are paths, pictures that unfold.</summary>
public sealed partial class HostileUploadTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names =>
        [
            "../../../../etc/cron.d/x",
            "/etc/passwd",
            @"..\..\Windows\x.jpg",
            @"C:\x.jpg",
            "..",
            "a\0b.jpg",
            "x.jpg/../../y",
            new string('x', 5000),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_name_that_a_client_gives_becomes_a_path(string name)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        var given = Convert.ToBase64String(Encoding.UTF8.GetBytes(name));
        var request = TusUpload.Request(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Upload-Length", photo.Length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(
            "Upload-Metadata",
            $"filename {given},name {given},relativePath {given},sha256 {Convert.ToBase64String(Encoding.ASCII.GetBytes(Pictures.Sha256(photo)))}"
        );
        request.Content = new ByteArrayContent(photo);
        request.Content.Headers.ContentType = new("application/offset+octet-stream");

        using var sent = await TusUpload.SendAsync(officer, request, Ct);

        Assert.Equal((201, photo.Length), (sent.Status, sent.Offset()));
        Assert.Equal(photo, await File.ReadAllBytesAsync(Stored(photo), Ct));
        Assert.All(
            Directory
                .EnumerateFiles(_app.Folder.Path, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_app.Folder.Path, file)),
            file => Assert.Matches(NameOfOurs(), file)
        );
    }

    [Fact]
    public async Task A_photo_whose_header_claims_a_picture_without_end_is_refused()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        var frame = photo.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]); // SOF0: length, precision, height, width
        BinaryPrimitives.WriteUInt16BigEndian(photo.AsSpan(frame + 5), 65_500);
        BinaryPrimitives.WriteUInt16BigEndian(photo.AsSpan(frame + 7), 65_500);
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);

        using var sent = await TusUpload.PatchAsync(officer, created.Response.Headers.Location!, 0, photo, Ct);

        Assert.Equal((422, "photo_too_many_pixels"), (sent.Status, sent.Code));
        Assert.False(File.Exists(Stored(photo)));
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/webp")]
    public async Task What_a_photo_is_follows_from_its_bytes_whatever_it_is_said_to_be(string type)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg();
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct, type);
        using var sent = await TusUpload.PatchAsync(officer, created.Response.Headers.Location!, 0, photo, Ct);

        using var reported = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                observedAt = "2026-06-01T08:00:00+08:00",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
                photos = new[]
                {
                    new
                    {
                        sha256 = Pictures.Sha256(photo),
                        bytes = photo.Length,
                        type,
                    },
                },
            },
            Ct
        );

        var receipt = reported["photos"][0];
        Assert.Equal(
            (204, "verified", "image/jpeg"),
            (sent.Status, receipt.GetProperty("state").GetString(), receipt.GetProperty("type").GetString())
        );
    }

    private string Stored(byte[] photo) =>
        _app.Services.GetRequiredService<PhotoStore>().Original(Pictures.Sha256(photo));

    [GeneratedRegex("^(phone-keys\\.json|uploads/[0-9a-f]{32}|photos/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64})$")]
    private static partial Regex NameOfOurs();
}
