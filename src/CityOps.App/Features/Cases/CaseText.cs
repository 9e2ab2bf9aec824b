using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Cases;

/// <summary>
/// What is looked for in lists: every character of a case's number and description, and every two that stand side by
/// side. Kept by a trigger.
/// </summary>
public sealed class CaseText
{
    public Guid CaseId { get; private set; }
    public string[] Bigrams { get; private set; } = [];

    /// <summary>
    /// The pairs that a text holds which contains these words, of one character itself; as the SQL function
    /// text_bigrams makes them.
    /// </summary>
    public static string[] BigramsOf(string words)
    {
        var runes = words.ToLowerInvariant().EnumerateRunes().ToList();
        return runes is [var only] ? [only.ToString()] : [.. runes.Zip(runes.Skip(1), Pair).Distinct()];

        static string Pair(Rune first, Rune second) => $"{first}{second}";
    }
}

internal sealed class CaseTextMapping : IEntityTypeConfiguration<CaseText>
{
    public void Configure(EntityTypeBuilder<CaseText> text) => text.HasKey(t => t.CaseId);
}
