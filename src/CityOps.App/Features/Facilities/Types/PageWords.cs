using System.Text.Json.Serialization;
using CityOps.App.Features.Forms;
using CityOps.App.Http;

namespace CityOps.App.Features.Facilities.Types;

/// <summary>What the page behind a code of the type says; what is left out is made of the type's name.</summary>
/// <param name="Title">What the page is: 公厕反馈.</param>
/// <param name="Rating">What the stars are asked for by: 给这座公厕打分.</param>
/// <param name="Thanks">What is answered to praise.</param>
/// <param name="Facts">What it shows of the facility, in order: <c>organisation</c>, <c>last_check</c>, or
/// <c>attributes.</c> and a field of the type's form.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PageWords(
    Label? Title = null,
    Label? Rating = null,
    Label? Thanks = null,
    IReadOnlyList<string>? Facts = null
)
{
    public const string Organisation = "organisation";
    public const string LastCheck = "last_check";

    /// <summary>Before a field's code.</summary>
    public const string Attribute = "attributes.";

    private const int MaxWordsLength = 100;
    private const int MaxFacts = 10;

    /// <summary>The page's words, none left out.</summary>
    public PageWords Whole(FacilityKind type) =>
        new(
            Title ?? new($"{type.Name}反馈", $"{type.NameEn}: feedback"),
            Rating ?? new("请打分", "Your rating"),
            Thanks ?? new("感谢您的表扬，我们会转达给相关人员。", "Thank you; we pass it on."),
            Facts ?? []
        );

    /// <param name="fields">Of the type's form; null where it has none that is published.</param>
    internal Result<PageWords> Check(IReadOnlyList<FormField>? fields)
    {
        foreach (var (name, words) in new[] { ("title", Title), ("rating", Rating), ("thanks", Thanks) })
        {
            if (words is not null && InputText.Clean(words.Zh) is null)
            {
                return Problems.FieldMissing.Refuse($"page.{name}.zh is missing.", ("field", $"page.{name}.zh"));
            }

            if (
                (
                    InputText.TooLong(words?.Zh, MaxWordsLength, $"page.{name}.zh")
                    ?? InputText.TooLong(words?.En, MaxWordsLength, $"page.{name}.en")
                ) is
                { } tooLong
            )
            {
                return tooLong;
            }
        }

        var facts = Facts ?? [];
        if (facts.Count > MaxFacts || facts.Distinct().Count() < facts.Count)
        {
            return Problems.FieldInvalid.Refuse(
                $"page.facts has at most {MaxFacts} entries, each once.",
                ("field", "page.facts")
            );
        }

        var known = (fields ?? []).Select(f => Attribute + f.Code).Prepend(LastCheck).Prepend(Organisation).ToList();
        return facts.FirstOrDefault(fact => !known.Contains(fact)) is { } unknown
            ? Problems.FieldInvalid.Refuse(
                $"There is no fact {InputText.Clean(unknown)}; there are {string.Join(", ", known)}.",
                ("field", "page.facts"),
                ("allowed", known)
            )
            : new PageWords(Clean(Title), Clean(Rating), Clean(Thanks), facts.Count == 0 ? null : facts);
    }

    private static Label? Clean(Label? words) =>
        words is null ? null : new(InputText.Clean(words.Zh)!, InputText.Clean(words.En));
}
