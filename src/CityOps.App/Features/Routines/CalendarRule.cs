using System.Text.RegularExpressions;
using CityOps.App.Http;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;

namespace CityOps.App.Features.Routines;

/// <summary>
/// A rule of the calendar: an RRULE (RFC 5545, 3.3.10) in whole days, expanded by Ical.Net. Hours and shorter steps are
/// no routine; a rule that has no day within ten years is a slip (FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30).
/// </summary>
internal static partial class CalendarRule
{
    private const int MaxRuleLength = 200;

    /// <summary>A rule has a day within so many years, or none.</summary>
    private const int Years = 10;

    /// <summary>Steps without a day after which an expansion gives up: leap days of a weekday come every 28
    /// years.</summary>
    private const int MaxEmptySteps = 4_000;

    private static readonly FrequencyType[] Frequencies =
    [
        FrequencyType.Daily,
        FrequencyType.Weekly,
        FrequencyType.Monthly,
        FrequencyType.Yearly,
    ];

    private static readonly string[] Shorter = ["BYHOUR", "BYMINUTE", "BYSECOND"];

    /// <summary>Ical.Net passes over an end that it cannot read; the rule would go on for good.</summary>
    [GeneratedRegex(@"(^|;)\s*UNTIL\s*=(?!\s*[0-9]{8}(T[0-9]{6}Z?)?\s*(;|$))", RegexOptions.IgnoreCase)]
    private static partial Regex UnreadableEnd();

    /// <summary>Null for a rule that has days.</summary>
    public static Refusal? Check(string rule, DateOnly startsOn)
    {
        if (InputText.TooLong(rule, MaxRuleLength, "rule") is { } tooLong)
        {
            return tooLong;
        }

        var members = rule.ToUpperInvariant().Split(';').Select(part => part.Split('=')[0].Trim()).ToList();
        RecurrencePattern pattern;
        try
        {
            pattern = new(rule);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Unreadable();
        }

        if (
            pattern.Frequency is FrequencyType.Secondly or FrequencyType.Minutely or FrequencyType.Hourly
            || members.Intersect(Shorter).Any()
        )
        {
            return Problems.RoutineRuleTooOften.Refuse(
                "A check is due once a day at most: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, without hours.",
                ("field", "rule")
            );
        }

        if (
            UnreadableEnd().IsMatch(rule)
            || !members.Contains("FREQ")
            || !Frequencies.Contains(pattern.Frequency)
            || pattern.Interval < 1
        )
        {
            return Unreadable();
        }

        return Fires(rule, startsOn, startsOn) ? null : Never();
    }

    /// <summary>
    /// Null for a rule that has days from one on: what it counts from may be long over, and its days with it.
    /// </summary>
    public static Refusal? CheckFrom(string rule, DateOnly startsOn, DateOnly from) =>
        Fires(rule, startsOn, from) ? null : Never();

    private static bool Fires(string rule, DateOnly startsOn, DateOnly from) =>
        Days(rule, startsOn, from).FirstOrDefault() is var first && first != default && first < from.AddYears(Years);

    /// <summary>Its days from one on, in order; they may be without end.</summary>
    /// <param name="startsOn">What the rule counts from. It is none of its days unless the rule says so.</param>
    public static IEnumerable<DateOnly> Days(string rule, DateOnly startsOn, DateOnly from)
    {
        var check = new CalendarEvent
        {
            Start = new CalDateTime(startsOn.Year, startsOn.Month, startsOn.Day),
            RecurrenceRule = new RecurrencePattern(rule),
        };
        var first = from > startsOn ? from : startsOn;
        using var occurrences = check
            .GetOccurrences(
                new CalDateTime(first.Year, first.Month, first.Day),
                new EvaluationOptions { MaxUnmatchedIncrementsLimit = MaxEmptySteps }
            )
            .GetEnumerator();
        while (Next(occurrences) is { } day)
        {
            if (day >= first)
            {
                yield return day;
            }
        }
    }

    /// <summary>Null after the last one: by the rule, or where the expansion gives up.</summary>
    private static DateOnly? Next(IEnumerator<Occurrence> occurrences)
    {
        try
        {
            return occurrences.MoveNext() ? occurrences.Current.Period.StartTime.Date : null;
        }
        catch (Exception e) when (e is EvaluationException or ArgumentException)
        {
            return null;
        }
    }

    private static Refusal Unreadable() =>
        Problems.RoutineRuleUnreadable.Refuse(
            "rule is an RRULE of RFC 5545 in whole days, e.g. FREQ=WEEKLY;BYDAY=MO.",
            ("field", "rule")
        );

    private static Refusal Never() =>
        Problems.RoutineRuleNeverFires.Refuse($"The rule has no day within {Years} years.", ("field", "rule"));
}
