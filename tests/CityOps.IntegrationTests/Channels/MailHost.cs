using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using CityOps.Testing;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace CityOps.IntegrationTests.Channels;

/// <summary>A mail server that asks for a log-in and knows nobody whose address begins with "nobody".</summary>
internal sealed class MailHost : IAsyncDisposable
{
    public const string User = "cityops";
    public const string Password = "of-the-mail-server";

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public MailHost()
    {
        var options = new SmtpServerOptionsBuilder()
            .ServerName("mail.test")
            .Endpoint(endpoint =>
                endpoint
                    .Endpoint(new IPEndPoint(IPAddress.Loopback, Port))
                    .AllowUnsecureAuthentication()
                    .AuthenticationRequired()
            )
            .Build();
        var services = new ServiceProvider();
        services.Add(new Store(Mails));
        services.Add(new Known());
        services.Add(new DelegatingUserAuthenticator((user, password) => (user, password) == (User, Password)));
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
    }

    public int Port { get; } = FreePort.Next();

    public ConcurrentQueue<MimeMessage> Mails { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private sealed class Store(ConcurrentQueue<MimeMessage> mails) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context,
            IMessageTransaction transaction,
            ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken
        )
        {
            using var text = new MemoryStream(buffer.ToArray());
            mails.Enqueue(await MimeMessage.LoadAsync(text, cancellationToken));
            return new(SmtpReplyCode.Ok, "queued as 4711");
        }
    }

    private sealed class Known : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(
            ISessionContext context,
            IMailbox to,
            IMailbox from,
            CancellationToken cancellationToken
        ) => Task.FromResult(!to.User.StartsWith("nobody", StringComparison.Ordinal));
    }
}
