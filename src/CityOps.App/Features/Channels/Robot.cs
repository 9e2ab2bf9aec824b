using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CityOps.App.Features.Channels;

/// <summary>
/// The robots of group chats, as their makers document them: WeCom
/// (developer.work.weixin.qq.com/document/path/91770), DingTalk (open.dingtalk.com, custom robot, signature), Feishu
/// (open.feishu.cn, custom bot). All answer 200 whether they took the message or not; a code in the body says it.
/// </summary>
internal static class Robot
{
    /// <summary>Where a message is posted: of DingTalk with the signature, where the robot asks for one.</summary>
    public static string Address(string kind, string address, string? secret, DateTimeOffset now)
    {
        if (kind != ChannelKind.DingTalk || secret is null)
        {
            return address;
        }

        var at = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return $"{address}{separator}timestamp={at}&sign={Uri.EscapeDataString(DingTalkSign(at, secret))}";
    }

    public static byte[] Body(string kind, string text, string? secret, DateTimeOffset now)
    {
        JsonObject body;
        if (kind == ChannelKind.Feishu)
        {
            body = new()
            {
                ["msg_type"] = "text",
                ["content"] = new JsonObject { ["text"] = text },
            };
            if (secret is not null)
            {
                var at = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                (body["timestamp"], body["sign"]) = (at, FeishuSign(at, secret));
            }
        }
        else
        {
            body = new()
            {
                ["msgtype"] = "text",
                ["text"] = new JsonObject { ["content"] = text },
            };
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    /// <summary>HMAC-SHA256 with the secret over "timestamp\nsecret", in base64. The timestamp is in
    /// milliseconds.</summary>
    public static string DingTalkSign(string timestamp, string secret) =>
        Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}\n{secret}"))
        );

    /// <summary>HMAC-SHA256 of nothing, with "timestamp\nsecret" as the key, in base64. The timestamp is in
    /// seconds.</summary>
    public static string FeishuSign(string timestamp, string secret) =>
        Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{timestamp}\n{secret}"), Array.Empty<byte>())
        );

    /// <summary>Whether the robot took it: errcode 0, of Feishu code (StatusCode in older answers) 0.</summary>
    public static bool Took(string answer)
    {
        try
        {
            return JsonNode.Parse(answer) is JsonObject said
                && (said["errcode"] ?? said["code"] ?? said["StatusCode"]) is JsonValue code
                && code.TryGetValue<long>(out var number)
                && number == 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
