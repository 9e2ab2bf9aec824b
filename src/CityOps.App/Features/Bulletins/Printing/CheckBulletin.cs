using CityOps.App.Features.Bulletins.Tables;

namespace CityOps.App.Features.Bulletins.Printing;

/// <summary>Everything in a bulletin that can contradict something else in it is looked at before it is
/// printed.</summary>
public static class CheckBulletin
{
    /// <returns>Empty when it may be issued.</returns>
    public static IReadOnlyList<Contradiction> Run(Bulletin bulletin) =>
        [
            .. bulletin.Tables.SelectMany(CrossFoot.Check),
            .. from section in bulletin.Sections
            from paragraph in section.Blocks.OfType<Paragraph>()
            from contradiction in CheckSentences.Check(section.Heading, paragraph.Sentences, bulletin.Tables)
            select contradiction,
        ];
}
