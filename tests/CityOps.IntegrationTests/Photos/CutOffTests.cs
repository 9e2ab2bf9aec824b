using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CityOps.IntegrationTests.Photos;

/// <summary>
/// Phones lose their line in the middle of a body every day: it is no failure of the server's, and its log must not say
/// so.
/// </summary>
public sealed class CutOffTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_that_is_cut_off_in_the_middle_leaves_no_error_in_the_log()
    {
        using var errors = new Errors();
        await using var app = await TestApp.StartAsync(Ct, builder =>
            builder.Services.AddSingleton<ILoggerProvider>(errors)
        );
        using var officer = await app.LogInAsync("officer", Ct);
        for (var i = 0; i < 5; i++)
        {
            var photo = Pictures.Scene(1800 + i);
            using var created = await TusUpload.CreateAsync(officer, photo.Length, Pictures.Sha256(photo), Ct);
            var tus = "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n";
            await CutAsync($"PATCH {created.Response.Headers.Location}", tus + "Upload-Offset: 0\r\n", photo);
            await CutAsync(
                "POST /api/v1/uploads",
                tus
                    + $"Upload-Length: {photo.Length}\r\nUpload-Metadata: sha256 "
                    + Convert.ToBase64String(Encoding.ASCII.GetBytes(Pictures.Sha256(Pictures.Scene(1900 + i))))
                    + "\r\n",
                photo
            );
        }

        using var after = await officer.ReadAsync("/health/live", Ct);
        await Task.Delay(500, Ct);
        Assert.Equal(200, after.Status);
        Assert.Empty(errors.Told);

        async Task CutAsync(string request, string headers, byte[] body)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(app.Http.Host, app.Http.Port, Ct);
            var stream = tcp.GetStream();
            var authorization = officer.DefaultRequestHeaders.Authorization;
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"{request} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\n{headers}"
                        + $"Content-Length: {body.Length}\r\n\r\n"
                ),
                Ct
            );
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2), Ct);
            await stream.FlushAsync(Ct);
            await Task.Delay(100, Ct); // under way
        }
    }

    /// <summary>What the log holds of failures.</summary>
    private sealed class Errors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Told { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                Told.Enqueue($"{formatter(state, exception)} {exception?.Message}");
            }
        }

        public void Dispose() { }
    }
}
