using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Features.Channels;

/// <summary>Section <c>Channels</c> of the settings. Which networks may be reached, and whether without TLS, is said
/// by section <c>Webhooks</c>.</summary>
public sealed class ChannelOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Channels";

    /// <summary>How long a notice waits for others, so that a burst is one message. What is urgent does not
    /// wait.</summary>
    public TimeSpan Gather { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>From one message to a robot to the next: WeCom and DingTalk take 20 a minute.</summary>
    public TimeSpan RobotPace { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the other side may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause after the first failure; each further one doubles it, up to an hour.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A message that could not be delivered for so long is given up; it stays in the log and can be sent
    /// anew.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the log of what was sent is kept.</summary>
    public TimeSpan LogKept { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often the outbox is looked into.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Timeout <= TimeSpan.Zero || FirstPause <= TimeSpan.Zero || Interval <= TimeSpan.Zero)
        {
            yield return new("Channels: Timeout, FirstPause and Interval are more than nothing.");
        }

        if (Gather < TimeSpan.Zero || RobotPace < TimeSpan.Zero)
        {
            yield return new("Channels: Gather and RobotPace are not negative.");
        }
    }
}
