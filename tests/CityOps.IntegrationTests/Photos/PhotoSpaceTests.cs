using System.Diagnostics;
using CityOps.App.Features.Photos;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Photos;

/// <summary>A disk for photos that is full: a small file system of the test's own, which takes root to mount.</summary>
public sealed class PhotoSpaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_told_by_its_code_stores_nothing_by_halves_and_is_gone_on_from()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root mounts a file system.");
        await using var app = await TestApp.StartAsync(Ct);
        Assert.SkipUnless(
            await RunAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", app.Folder.Path),
            "Nobody may mount a file system here."
        );
        try
        {
            await FillAndGoOnAsync(app);
        }
        finally
        {
            Assert.True(await RunAsync("umount", "--lazy", app.Folder.Path));
        }
    }

    private static async Task FillAndGoOnAsync(TestApp app)
    {
        using var officer = await app.LogInAsync("officer", Ct);
        var photo = Pictures.Jpeg(640, 480);
        var url = $"/api/v1/reports/{Guid.NewGuid()}";
        using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
        var upload = created.Response.Headers.Location!;
        using var roomy = await officer.ReadAsync("/health/ready", Ct);
        var filler = Path.Combine(app.Folder.Path, "filler");
        await File.WriteAllBytesAsync(
            filler,
            new byte[new DriveInfo(app.Folder.Path).AvailableFreeSpace - (photo.Length / 2)],
            Ct
        );

        using var full = await TusUpload.PatchAsync(officer, upload, 0, photo, Ct);
        using var reported = await officer.PutJsonAsync(
            url,
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
                        type = "image/jpeg",
                    },
                },
            },
            Ct
        );
        using var tight = await officer.ReadAsync("/health/ready", Ct);
        using var part = await TusUpload.HeadAsync(officer, upload, Ct);
        var stored = app.Services.GetRequiredService<PhotoStore>().Original(Pictures.Sha256(photo));
        var isThere = File.Exists(stored);
        File.Delete(filler);
        using var rest = await TusUpload.PatchAsync(
            officer,
            upload,
            part.Offset(),
            photo.AsMemory((int)part.Offset()),
            Ct
        );
        using var verified = await officer.ReadAsync(url, Ct);
        using var roomyAgain = await officer.ReadAsync("/health/ready", Ct);

        Assert.Equal((507, "storage_full"), (full.Status, full.Code));
        Assert.False(isThere);
        Assert.Equal(201, reported.Status); // what is no photo is taken all the same
        Assert.NotEqual("verified", reported["photos"][0].GetProperty("state").GetString());
        Assert.InRange(part.Offset(), 0, photo.Length - 1);
        Assert.Equal((204, photo.Length), (rest.Status, rest.Offset()));
        Assert.Equal("verified", verified["photos"][0].GetProperty("state").GetString());
        Assert.Equal(photo, await File.ReadAllBytesAsync(stored, Ct));
        Assert.Equal(("Healthy", "Degraded", "Healthy"), (Photos(roomy), Photos(tight), Photos(roomyAgain)));
        Assert.Equal((200, 200), (tight.Status, roomyAgain.Status));
    }

    private static string? Photos(ApiAnswer health) => health["checks.photos"].GetString();

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }
}
