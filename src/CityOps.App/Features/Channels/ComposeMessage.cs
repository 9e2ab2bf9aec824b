using System.Globalization;
using System.Text;
using CityOps.App.Features.Letters;

namespace CityOps.App.Features.Channels;

/// <summary>What a notice tells, as sql/functions/channel_post.sql writes it.</summary>
internal sealed record NoticeFacts(
    string? Number = null,
    string? Category = null,
    string? Letter = null,
    string? Town = null,
    string? Organisation = null,
    DateTimeOffset? Deadline = null,
    DateOnly? DueOn = null,
    string? Section = null,
    int? DepthMm = null,
    int? PeakMm = null,
    string? Routine = null,
    int? Checks = null,
    bool Returned = false
);

internal sealed record Notice(string Kind, NoticeFacts Facts);

/// <param name="Number">The numbers of its cases, the first three.</param>
internal sealed record Message(IReadOnlyList<string> Kinds, int Notices, string Title, string Text, string Number);

/// <summary>Makes one message of the notices that are due: how many of each kind, then a line for each as far as there
/// is room.</summary>
internal static class ComposeMessage
{
    private const int MaxLines = 20;
    private const int MaxNumbers = 3;

    /// <param name="maxBytes">What the channel takes, in UTF-8.</param>
    public static Message Of(IReadOnlyList<Notice> notices, string prefix, int maxBytes)
    {
        var kinds = notices
            .GroupBy(notice => notice.Kind)
            .OrderBy(kind => NoticeKinds.Place(kind.Key))
            .Select(kind => (kind.Key, Count: kind.Count()))
            .ToList();
        var title =
            prefix
            + (
                kinds is [var (one, count)]
                    ? NoticeKinds.Name(one) + (count == 1 ? "" : $" {Said(count)} 条")
                    : $"通知 {Said(notices.Count)} 条：{string.Join("、", kinds.Select(kind => $"{NoticeKinds.Name(kind.Key)} {Said(kind.Count)}"))}"
            );
        var lines = notices
            .OrderBy(notice => NoticeKinds.Place(notice.Kind))
            .Select(notice => (kinds.Count > 1 ? $"［{NoticeKinds.Name(notice.Kind)}］" : "") + Line(notice.Facts));
        return new(
            [.. kinds.Select(kind => kind.Key)],
            notices.Count,
            title,
            Fit([.. lines], maxBytes - Encoding.UTF8.GetByteCount(title) - 1),
            string.Join(
                "、",
                notices.Select(notice => notice.Facts.Number).OfType<string>().Distinct().Take(MaxNumbers)
            )
        );
    }

    private static string Line(NoticeFacts facts)
    {
        IEnumerable<string?> parts =
        [
            facts.Number,
            facts.Category,
            facts.Letter is { } letter ? LetterKinds.Name(letter) : null,
            facts.Section,
            facts.Routine,
            facts.Town,
            facts.Organisation,
            facts.Deadline is { } deadline
                ? $"期限 {Database.CityTime.Local(deadline).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)}"
                : null,
            facts.DueOn is { } due ? $"期限 {due.ToString("MM-dd", CultureInfo.InvariantCulture)}" : null,
            facts.DepthMm is { } depth ? $"水深 {Said(depth)} 毫米" : null,
            facts.PeakMm is { } peak ? $"最深 {Said(peak)} 毫米" : null,
            facts.Checks is { } checks ? $"漏检 {Said(checks)} 处" : null,
            facts.Returned ? "再次出现" : null,
        ];
        return string.Join(' ', parts.OfType<string>());
    }

    private static string Fit(IReadOnlyList<string> lines, int maxBytes)
    {
        var rest = $"……共 {Said(lines.Count)} 条，其余请在收件箱查看";
        var text = string.Join('\n', lines);
        if (lines.Count <= MaxLines && Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var room = maxBytes - Encoding.UTF8.GetByteCount(rest);
        var kept = new List<string>();
        foreach (var line in lines.Take(MaxLines))
        {
            room -= Encoding.UTF8.GetByteCount(line) + 1;
            if (room < 0)
            {
                break;
            }

            kept.Add(line);
        }

        return string.Join('\n', [.. kept, rest]);
    }

    private static string Said(int number) => number.ToString(CultureInfo.InvariantCulture);
}
