namespace CityOps.App.Features.Channels;

/// <summary>What a channel is, and what its other side takes.</summary>
internal static class ChannelKind
{
    public const string WeCom = "wecom";
    public const string DingTalk = "dingtalk";
    public const string Feishu = "feishu";
    public const string Email = "email";
    public const string Http = "http";

    public static IReadOnlyList<string> All { get; } = [WeCom, DingTalk, Feishu, Email, Http];

    public static bool IsRobot(string kind) => kind is WeCom or DingTalk or Feishu;

    /// <summary>
    /// Bytes of UTF-8 that a message may have: WeCom takes 2,048 of text; an SMS of 500 letters is eight parts to pay.
    /// </summary>
    public static int MaxBytes(string kind) =>
        kind switch
        {
            WeCom => 2000,
            Http => 600,
            _ => 8000,
        };
}
