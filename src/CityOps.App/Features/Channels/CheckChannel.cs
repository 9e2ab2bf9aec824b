using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Webhooks;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace CityOps.App.Features.Channels;

/// <summary>Whether a channel can be as it is entered.</summary>
internal static class CheckChannel
{
    private const int MaxRules = 50;
    private const int MaxRecipients = 200;
    private const int MaxTemplate = 4000;

    private static readonly string[] Methods = ["POST", "PUT", "GET"];
    private static readonly string[] Tls = [EmailSettings.FromTheStart, EmailSettings.StartTls, EmailSettings.None];

    public static Refusal? Kind(string? kind) =>
        kind is null ? Missing("kind")
        : ChannelKind.All.Contains(kind) ? null
        : Invalid("kind", $"kind is one of: {string.Join(", ", ChannelKind.All)}.");

    public static async Task<Refusal?> RunAsync(
        CityOpsDb db,
        Channel channel,
        ChannelBody body,
        WebhookOptions guard,
        CancellationToken ct
    ) =>
        Words(body)
        ?? channel.Kind switch
        {
            ChannelKind.Email => Email(channel, body, guard),
            ChannelKind.Http => Http(body, guard),
            _ => Robot(channel, body, guard),
        }
        ?? SecretElsewhere(channel, body)
        ?? Recipients(channel.Kind, body)
        ?? await RulesAsync(db, body.Rules ?? [], ct);

    private static Refusal? Words(ChannelBody body) =>
        InputText.Clean(body.Name) is not { } name
            ? Missing("name")
            : InputText.TooLong(name, 100, "name")
                ?? InputText.TooLong(body.Prefix, 20, "prefix")
                ?? InputText.TooLong(body.Address, 2000, "address")
                ?? InputText.TooLong(body.Secret, 1000, "secret")
                ?? (
                    Entered(body).OfType<string>().Any(text => text.Any(IsControl))
                        ? Invalid("body", "There are control characters in it.")
                        : null
                );

    private static IEnumerable<string?> Entered(ChannelBody body) =>
        [
            body.Address,
            body.Secret,
            body.Email?.Host,
            body.Email?.Tls,
            body.Email?.User,
            body.Email?.From,
            body.Http?.Method,
            body.Http?.Url,
            body.Http?.ContentType,
            body.Http?.Body,
            body.Http?.SuccessPath,
            body.Http?.SuccessValue,
            .. body.Http?.Headers?.SelectMany(header => new[] { header.Key, header.Value }) ?? [],
        ];

    private static bool IsControl(char letter) => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t');

    private static Refusal? Robot(Channel channel, ChannelBody body, WebhookOptions guard) =>
        body.Address is { } address ? Url(address, "address", guard)
        : channel.Address is null ? Missing("address")
        : null;

    private static Refusal? Email(Channel channel, ChannelBody body, WebhookOptions guard)
    {
        if (body.Email is not { } email)
        {
            return Missing("email");
        }

        if (InputText.Clean(email.Host) is not { } host)
        {
            return Missing("host");
        }

        return Uri.CheckHostName(host) is UriHostNameType.Unknown || host != email.Host
                ? Invalid("host", "host is a name or an address, without port.")
            : MayNotReach(host, guard) ? Invalid("host", $"{host} is not a public address.")
            : email.Port is < 1 or > 65535 ? Invalid("port", "port is from 1 to 65535.")
            : !Tls.Contains(email.Tls ?? EmailSettings.FromTheStart)
                ? Invalid("tls", $"tls is one of: {string.Join(", ", Tls)}.")
            : email.Tls == EmailSettings.None && !guard.AllowHttp
                ? Invalid("tls", "Mail without TLS crosses the network readable; Webhooks:AllowHttp allows it.")
            : !IsMailbox(email.From) ? Invalid("from", "from is an address of e-mail.")
            : email.User is not null && string.IsNullOrEmpty(body.Secret ?? channel.Secret) ? Missing("secret")
            : null;
    }

    private static Refusal? Http(ChannelBody body, WebhookOptions guard)
    {
        if (body.Http is not { } http)
        {
            return Missing("http");
        }

        if (http.Url is not { } url)
        {
            return Missing("url");
        }

        var sample = HttpTemplate.Placeholders.ToDictionary(name => name, name => "1\"\n");
        var type = http.ContentType ?? HttpSettings.Json;
        return Url(HttpTemplate.InUrl(url, sample), "url", guard)
            ?? (
                http
                    .Templates.SelectMany(HttpTemplate.Named)
                    .FirstOrDefault(name => !HttpTemplate.Placeholders.Contains(name))
                    is { } unknown
                    ? Invalid(
                        "body",
                        $"There is no {unknown} to fill in; there is {string.Join(", ", HttpTemplate.Placeholders)}."
                    )
                : !Methods.Contains(http.Method ?? "POST")
                    ? Invalid("method", $"method is one of: {string.Join(", ", Methods)}.")
                : http.Templates.Sum(template => template.Length) > MaxTemplate
                    ? Invalid("body", $"url, headers and body have at most {MaxTemplate} letters.")
                : http.Headers?.Any(header => header.Value is null || !IsHeader(header.Key)) == true
                    ? Invalid("headers", "headers are names of HTTP headers, without those of the content.")
                : !MediaTypeHeaderValue.TryParse(type, out _) ? Invalid("contentType", "contentType is a media type.")
                : http.Body is { } json
                && type.Contains("json", StringComparison.OrdinalIgnoreCase)
                && !IsJson(HttpTemplate.InBody(json, type, sample))
                    ? Invalid("body", "With something filled in, body is no JSON; placeholders stand within quotes.")
                : http.SuccessPath is not null && http.SuccessValue is null ? Missing("successValue")
                : null
            );
    }

    // Who may set up channels may not read their secrets: a password that is kept goes only where it was entered for.
    private static Refusal? SecretElsewhere(Channel channel, ChannelBody body)
    {
        if (channel.Secret is null || body.Secret is not null || channel.Settings == "{}")
        {
            return null;
        }

        var (before, now) =
            channel.Kind == ChannelKind.Email
                ? (ChannelSettings.Read<EmailSettings>(channel.Settings).Target, body.Email!.Target)
                : (ChannelSettings.Read<HttpSettings>(channel.Settings).Target, body.Http!.Target);
        return before == now
            ? null
            : Problems.FieldMissing.Refuse(
                $"secret is needed anew: it was entered for {before}, not for {now}.",
                ("field", "secret")
            );
    }

    private static Refusal? Recipients(string kind, ChannelBody body)
    {
        if (ChannelKind.IsRobot(kind))
        {
            return null;
        }

        var recipients = body.Recipients ?? [];
        var isNeeded =
            kind == ChannelKind.Email
            || body.Http!.Templates.SelectMany(HttpTemplate.Named).Any(name => name is "phone" or "phones");
        return recipients.Count == 0 && isNeeded ? Missing("recipients")
            : recipients.Count > MaxRecipients ? Invalid("recipients", $"There are at most {MaxRecipients} recipients.")
            : recipients.Any(one => one is null || !IsRecipient(kind, one.Trim()))
                ? Invalid("recipients", "recipients are addresses of e-mail, or numbers of phones.")
            : null;
    }

    private static async Task<Refusal?> RulesAsync(
        CityOpsDb db,
        IReadOnlyList<ChannelRuleBody> rules,
        CancellationToken ct
    )
    {
        if (rules.Count > MaxRules || rules.Any(rule => rule is null))
        {
            return Invalid("rules", $"There are at most {MaxRules} rules.");
        }

        foreach (var rule in rules)
        {
            if (rule.Kinds is not { Count: > 0 })
            {
                return Missing("kinds");
            }

            if (rule.Kinds.FirstOrDefault(kind => kind is null || !NoticeKinds.Codes.Contains(kind)) is { } unknown)
            {
                return Problems.FieldInvalid.Refuse(
                    $"There are no notices of kind {InputText.Clean(unknown)}.",
                    ("field", "kinds"),
                    ("allowed", NoticeKinds.Codes)
                );
            }

            if ((rule.QuietFrom is null) != (rule.QuietTo is null) || rule.Kinds.Any(kind => kind is null))
            {
                return Invalid("quietTo", "Quiet hours have a beginning and an end.");
            }

            if (rule.Town is { } town && !await db.Towns.AnyAsync(t => t.Code == town, ct))
            {
                return Invalid("town", $"There is no town {InputText.Clean(town)}.");
            }

            if (rule.Organisation is { } own && !await db.Organisations.AnyAsync(o => o.Code == own, ct))
            {
                return Problems.OrganisationUnknown.Refuse($"There is no organisation {InputText.Clean(own)}.");
            }
        }

        return null;
    }

    private static Refusal? Url(string text, string field, WebhookOptions guard) =>
        text.Length > 4000
        || !Uri.TryCreate(text, UriKind.Absolute, out var url)
        || url.UserInfo.Length > 0
        || url.Fragment.Length > 0
        || !(url.Scheme == Uri.UriSchemeHttps || (guard.AllowHttp && url.Scheme == Uri.UriSchemeHttp))
            ? Invalid(field, "It is an https address without user name and fragment.")
        : MayNotReach(url.Host.Trim('[', ']'), guard) ? Invalid(field, $"{url.Host} is not a public address.")
        : null;

    // What a name resolves to is judged at every connection; an address that is written out can be refused at once.
    private static bool MayNotReach(string host, WebhookOptions guard) =>
        IPAddress.TryParse(host, out var address)
        && !PublicAddress.MayReach(address, [.. guard.AllowedNetworks.Select(network => IPNetwork.Parse(network))]);

    private static bool IsRecipient(string kind, string recipient) =>
        kind == ChannelKind.Email
            ? IsMailbox(recipient)
            : recipient.Length is >= 3 and <= 20
                && recipient.All(letter => char.IsAsciiDigit(letter) || letter is '+' or '-');

    private static bool IsMailbox(string? text) =>
        text is { Length: <= 254 } && MailboxAddress.TryParse(text, out var mailbox) && mailbox.Address.Contains('@');

    private static bool IsHeader(string name)
    {
        using var request = new HttpRequestMessage();
        return name.Length is > 0 and <= 100
            && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            && request.Headers.TryAddWithoutValidation(name, "1");
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Refusal Missing(string field) =>
        Problems.FieldMissing.Refuse($"{field} is needed.", ("field", field));

    private static Refusal Invalid(string field, string why) => Problems.FieldInvalid.Refuse(why, ("field", field));
}
