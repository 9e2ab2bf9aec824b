using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CityOps.App.Features.Webhooks;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CityOps.App.Features.Channels;

/// <summary>A message to one recipient, with where it goes.</summary>
/// <param name="Id">A repeat has the same.</param>
internal sealed record Outgoing(
    Guid Id,
    string Kind,
    string Settings,
    string? Address,
    string? Secret,
    string? Recipient,
    string Title,
    string Text,
    string Number,
    int Notices
);

/// <summary>What came of an attempt.</summary>
/// <param name="Status">Of the answer: HTTP, or SMTP; null when there was none.</param>
/// <param name="Answer">What the other side said, without what is secret; or why it was not reached.</param>
/// <param name="TargetFailed">The other side as a whole is in trouble, not this message.</param>
internal sealed record ChannelAnswer(bool Delivered, int? Status, string? Answer, bool TargetFailed);

/// <summary>Sends messages. Only public addresses are reached and those of the networks that
/// <c>Webhooks:AllowedNetworks</c> names.</summary>
internal sealed class ChannelClient(IOptions<ChannelOptions> options, IOptions<WebhookOptions> guard, TimeProvider time)
    : IDisposable
{
    private const int MaxAnswerBytes = 4096;
    private const int MaxAnswerLetters = 500;

    private readonly HttpClient _client = GuardedHttp.Client(guard.Value, options.Value.Timeout, 4);

    public async Task<ChannelAnswer> SendAsync(Outgoing message, CancellationToken ct)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(ct);
        inTime.CancelAfter(options.Value.Timeout);
        try
        {
            var answer = message.Kind switch
            {
                ChannelKind.Email => await MailAsync(message, inTime.Token),
                ChannelKind.Http => await RequestAsync(message, inTime.Token),
                _ => await TellRobotAsync(message, inTime.Token),
            };
            return answer with { Answer = WithoutSecrets(answer.Answer, message) };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(false, null, "no answer in time", true);
        }
        catch (SmtpCommandException refused)
        {
            // 5xx of a recipient is about this message; anything else is about the server.
            return new(
                false,
                (int)refused.StatusCode,
                WithoutSecrets(refused.Message, message),
                refused.ErrorCode != SmtpErrorCode.RecipientNotAccepted
            );
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // What people entered and strangers answer fails in more ways than a list holds (a server that wants a
            // log-in throws InvalidOperationException): each is noted, and tried again until it is given up.
            return new(false, null, WithoutSecrets((problem.InnerException ?? problem).Message, message), true);
        }
    }

    public void Dispose() => _client.Dispose();

    // A robot takes what we write or is set up wrongly: its refusal is about the channel.
    private async Task<ChannelAnswer> TellRobotAsync(Outgoing message, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            Robot.Address(message.Kind, message.Address!, message.Secret, now)
        );
        request.Content = new ByteArrayContent(Robot.Body(message.Kind, Whole(message), message.Secret, now));
        request.Content.Headers.ContentType = new("application/json");
        var (status, said) = await AnswerAsync(request, ct);
        var took = status is >= 200 and < 300 && Robot.Took(said);
        return new(took, status, said, !took);
    }

    private async Task<ChannelAnswer> RequestAsync(Outgoing message, CancellationToken ct)
    {
        var settings = ChannelSettings.Read<HttpSettings>(message.Settings);
        var values = new Dictionary<string, string>
        {
            ["phone"] = message.Recipient ?? "",
            ["phones"] = message.Recipient ?? "",
            ["text"] = Whole(message),
            ["title"] = message.Title,
            ["number"] = message.Number,
            ["count"] = message.Notices.ToString(CultureInfo.InvariantCulture),
            ["id"] = message.Id.ToString(),
            ["secret"] = message.Secret ?? "",
        };
        using var request = new HttpRequestMessage(
            new HttpMethod(settings.Method ?? "POST"),
            HttpTemplate.InUrl(settings.Url!, values)
        );
        if (settings.Body is { } body)
        {
            var type = settings.ContentType ?? HttpSettings.Json;
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(HttpTemplate.InBody(body, type, values)));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in settings.Headers ?? HttpSettings.EmptyHeaders)
        {
            request.Headers.TryAddWithoutValidation(name, HttpTemplate.InHeader(value, values));
        }

        var (status, said) = await AnswerAsync(request, ct);
        var took =
            status is >= 200 and < 300
            && (settings.SuccessPath is not { } path || HttpTemplate.Succeeded(said, path, settings.SuccessValue));
        return new(took, status, said, status is >= 500 or 429);
    }

    private async Task<ChannelAnswer> MailAsync(Outgoing message, CancellationToken ct)
    {
        var settings = ChannelSettings.Read<EmailSettings>(message.Settings);
        var allowed = guard.Value.AllowedNetworks.Select(network => IPNetwork.Parse(network)).ToArray();
        using var mail = new MimeMessage();
        mail.From.Add(MailboxAddress.Parse(settings.From!));
        mail.To.Add(MailboxAddress.Parse(message.Recipient!));
        mail.Subject = message.Title;
        mail.Date = Database.CityTime.Local(time.GetUtcNow());
        mail.MessageId = $"{message.Id}@cityops";
        mail.Body = new TextPart("plain") { Text = Whole(message) };

        // As with HTTPS, a certificate has to be valid for the name; whether it was revoked is not asked of others.
        using var smtp = new SmtpClient { CheckCertificateRevocation = false };
        await using var stream = await PublicAddress.ConnectAsync(
            new DnsEndPoint(settings.Host!, settings.PortInUse),
            allowed,
            ct
        );
        await smtp.ConnectAsync(
            stream,
            settings.Host!,
            settings.PortInUse,
            settings.Tls switch
            {
                EmailSettings.None => SecureSocketOptions.None,
                EmailSettings.StartTls => SecureSocketOptions.StartTls,
                _ => SecureSocketOptions.SslOnConnect,
            },
            ct
        );
        if (settings.User is { } user)
        {
            await smtp.AuthenticateAsync(user, message.Secret ?? "", ct);
        }

        var said = await smtp.SendAsync(mail, ct);
        try
        {
            await smtp.DisconnectAsync(quit: true, ct);
        }
        catch (Exception problem)
            when (GuardedHttp.IsNoAnswer(problem) || problem is ProtocolException or OperationCanceledException)
        {
            // It has taken the message; how it hangs up is its own affair.
        }

        return new(true, 250, said, false);
    }

    private async Task<(int Status, string Said)> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.UserAgent.ParseAdd("CityOps");
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MaxAnswerBytes];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return ((int)response.StatusCode, Encoding.UTF8.GetString(buffer, 0, read));
    }

    private static string Whole(Outgoing message) =>
        message.Text.Length == 0 ? message.Title : $"{message.Title}\n{message.Text}";

    /// <summary>An answer that repeats the key of a robot or a password is kept without it.</summary>
    private static string? WithoutSecrets(string? answer, Outgoing message)
    {
        if (answer is null)
        {
            return null;
        }

        var clean = new string([.. answer.Select(letter => letter is '\n' || !char.IsControl(letter) ? letter : ' ')]);
        foreach (var secret in SecretsOf(message))
        {
            clean = clean
                .Replace(secret, "***", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), "***", StringComparison.Ordinal);
        }

        return clean.Length <= MaxAnswerLetters ? clean : clean[..MaxAnswerLetters];
    }

    private static IEnumerable<string> SecretsOf(Outgoing message)
    {
        const int tooShort = 6; // stands in words by chance
        var ofAddress = message.Address?.Split(['/', '?', '&', '='], StringSplitOptions.RemoveEmptyEntries) ?? [];
        return ofAddress
            .Skip(2) // scheme and host
            .Where(part => part.Length > 16)
            .Append(message.Secret ?? "")
            .Where(secret => secret.Length > tooShort);
    }
}
