using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Letters;

/// <summary>A letter (函) from one organisation to another on one or several cases, with a day by which an answer is
/// expected.</summary>
public sealed class Letter
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>中城函〔2026〕12号, from the SQL function next_letter_number.</summary>
    public required string Number { get; init; }

    /// <summary>One of <see cref="LetterKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string FromOrganisationCode { get; init; }
    public required string ToOrganisationCode { get; init; }

    /// <summary>The recipient's; null for one that works for the whole city.</summary>
    public string? TownCode { get; init; }

    public required string Title { get; init; }
    public string? Body { get; init; }

    /// <summary>The date on it, in the city.</summary>
    public required DateOnly IssuedOn { get; init; }

    /// <summary>The last day for an answer.</summary>
    public DateOnly? DueOn { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public Guid? CreatedBy { get; init; }
    public string? Answer { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }
    public Guid? AnsweredBy { get; set; }

    /// <summary>It was never meant to go out; its number stays taken, figures leave it out.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    public Guid? WithdrawnBy { get; set; }
    public int Version { get; set; } = 1;

    public List<LetterCase> Cases { get; } = [];
}

/// <summary>A case that a letter is about.</summary>
public sealed class LetterCase
{
    public Guid LetterId { get; init; }
    public required Guid CaseId { get; init; }
}

/// <summary>The kinds of letters, as stored and as sent.</summary>
public static class LetterKinds
{
    /// <summary>移交函: hands leads to whoever has to act on them.</summary>
    public const string Transfer = "transfer";

    /// <summary>督办函: asks for what is late or was not done.</summary>
    public const string Supervision = "supervision";

    /// <summary>工作建议书: suggests what would keep it from happening again.</summary>
    public const string Advice = "advice";

    public static IReadOnlyList<string> All { get; } = [Transfer, Supervision, Advice];

    public static string Name(string kind) =>
        kind switch
        {
            Transfer => "移交函",
            Supervision => "督办函",
            Advice => "工作建议书",
            _ => kind,
        };
}

internal sealed class LetterMapping : IEntityTypeConfiguration<Letter>, IEntityTypeConfiguration<LetterCase>
{
    public void Configure(EntityTypeBuilder<Letter> letter)
    {
        letter.Property(l => l.Id).ValueGeneratedNever();
        letter.Property(l => l.Version).IsConcurrencyToken();
        letter.HasMany(l => l.Cases).WithOne().HasForeignKey(c => c.LetterId);
    }

    public void Configure(EntityTypeBuilder<LetterCase> letterCase) =>
        letterCase.HasKey(c => new { c.LetterId, c.CaseId });
}
