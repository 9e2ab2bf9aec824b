using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Features.Cases.Clocks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Cases;

/// <summary>
/// The current state of a case (案卷), whatever it came from: a report, a feedback, a ponding event. Every change goes
/// through <see cref="Open"/> or <see cref="Take"/> and leaves an entry in <see cref="Log"/>.
/// </summary>
public sealed class Case
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>e.g. 中城案〔2026〕000123, from the SQL function next_case_number.</summary>
    public required string Number { get; init; }

    /// <summary>report, feedback or ponding.</summary>
    public required string Source { get; init; }

    public required Guid SourceId { get; init; }
    public required string CategoryCode { get; set; }

    /// <summary>Who is to put it right now.</summary>
    public required string OrganisationCode { get; set; }

    /// <summary>Whose officer reported it; null for a citizen, a sensor.</summary>
    public string? ReporterOrganisationCode { get; init; }

    /// <summary>Where it lies, or whose office it was handed to.</summary>
    public required string TownCode { get; set; }
    public Guid? FacilityId { get; init; }

    /// <summary>EPSG:4326.</summary>
    public required Point Position { get; set; }

    public string? Description { get; set; }

    /// <summary>One of <see cref="CaseStatus"/>.</summary>
    public required string Status { get; set; }

    public required DateTimeOffset ReportedAt { get; init; }
    public DateTimeOffset? FiledAt { get; set; }
    public DateTimeOffset? DispatchedAt { get; set; }
    public DateTimeOffset? HandledAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>现场整改: put right on the spot by the officer who found it.</summary>
    public bool RectifiedOnSite { get; set; }

    /// <summary>转属地: when it was handed to the town.</summary>
    public DateTimeOffset? TransferredAt { get; set; }

    /// <summary>The case that is worked in place of this one, which is the same problem.</summary>
    public Guid? MergedInto { get; set; }

    /// <summary>Who was drawn to check it (抽查), while it waits for that; null lets everybody check who has the
    /// right.</summary>
    public Guid? CheckerId { get; set; }

    /// <summary>
    /// The town where it lies since it was moved, whoever has it; null while it lies where its record says.
    /// </summary>
    public string? MovedTownCode { get; set; }

    /// <summary>催办: how often, in all.</summary>
    public int Urges { get; set; }

    /// <summary>When it was urged last; null once it moved on from where it stood then.</summary>
    public DateTimeOffset? UrgedAt { get; set; }

    /// <summary>Counts the steps; the ETag that If-Match is held against.</summary>
    public int Version { get; set; }

    public List<CaseEvent> Log { get; } = [];

    /// <summary>Its time limit; kept by the database, null until it is handed to somebody.</summary>
    public CaseClock? Clock { get; private set; }

    /// <summary>
    /// Opens a case. A problem put right on the spot is filed and closed in one step; one handed to the town is filed
    /// and dispatched to the town's office in one step; every other waits to be filed, or first to be looked at on site
    /// (核实).
    /// </summary>
    /// <param name="opening">What was found.</param>
    /// <param name="number">From the SQL function next_case_number.</param>
    /// <param name="at">The server's time.</param>
    /// <param name="id">Where it was given out already.</param>
    public static Case Open(CaseOpening opening, string number, DateTimeOffset at, Guid? id = null)
    {
        var opened = new Case
        {
            Id = id ?? Guid.CreateVersion7(),
            Number = number,
            Source = opening.Source,
            SourceId = opening.SourceId,
            CategoryCode = opening.CategoryCode,
            OrganisationCode = opening.OrganisationCode,
            ReporterOrganisationCode = opening.ReporterOrganisationCode,
            TownCode = opening.TownCode,
            FacilityId = opening.FacilityId,
            Position = opening.Position,
            Description = opening.Description,
            Status = opening is { VerifyBeforeFiling: true, Outcome: null }
                ? CaseStatus.PendingVerify
                : CaseStatus.PendingRegister,
            ReportedAt = at,
        };
        opened.Append(
            "report",
            opened.Status,
            opening.ActorId,
            at,
            opening.DeviceAt,
            null,
            new { opened = opened.Facts() }
        );
        _ = opened.TakeOutcome(opening, at);
        return opened;
    }

    /// <summary>
    /// What the reporter did on the spot: files and closes it, or hands it to the town's office; nothing where they did
    /// nothing.
    /// </summary>
    internal IReadOnlyList<CaseEvent> TakeOutcome(CaseOpening opening, DateTimeOffset at)
    {
        switch (opening.Outcome)
        {
            case CaseOutcome.RectifiedOnSite:
                return [Append("rectify", CaseStatus.Closed, opening.ActorId, at, opening.DeviceAt, null, null)];
            case CaseOutcome.Transferred:
                var from = OrganisationCode;
                var organisation = new { from, to = opening.TownOrganisationCode ?? from };
                return
                [
                    Append(
                        "transfer",
                        CaseStatus.PendingHandle,
                        opening.ActorId,
                        at,
                        opening.DeviceAt,
                        null,
                        new { organisation }
                    ),
                ];
            default:
                return [];
        }
    }

    /// <summary>Takes a configured step: appends to the log and follows it.</summary>
    /// <param name="id">Of the entry, where the client made it.</param>
    public CaseEvent Take(
        CaseStep step,
        Guid? actorId,
        DateTimeOffset at,
        DateTimeOffset? deviceAt = null,
        string? note = null,
        object? detail = null,
        Guid? id = null
    )
    {
        if (step.FromStatus != Status)
        {
            throw new InvalidOperationException(
                $"Case {Number} is {Status}; step {step.Action} starts from {step.FromStatus}."
            );
        }

        return Append(step.Action, step.ToStatus, actorId, at, deviceAt, note, detail, id);
    }

    /// <summary>Notes one more voice on the same matter (+1); the status stays.</summary>
    /// <param name="source">report, feedback or ponding; case, for one that was merged into this.</param>
    public CaseEvent Join(string source, Guid sourceId, DateTimeOffset at, DateTimeOffset? deviceAt = null) =>
        Append("join", Status, null, at, deviceAt, null, new { source, sourceId });

    /// <summary>Notes what the clock, another case, a letter or a penalty has to do with this one; the status
    /// stays.</summary>
    /// <param name="action">One of <see cref="CaseNotes"/>, or an action that leaves the case where it is.</param>
    public CaseEvent Note(string action, DateTimeOffset at, object detail, Guid? actorId = null) =>
        CaseNotes.All.ContainsKey(action) || CaseActions.Find(action) is { Stays: true }
            ? Append(action, Status, actorId, at, null, null, detail)
            : throw new ArgumentException($"The log has no words for {action}; add it to CaseNotes.", nameof(action));

    /// <summary>
    /// Notes that a record behind the case was corrected or withdrawn (<see cref="ChangeCase"/>); the case follows.
    /// </summary>
    internal CaseEvent Change(
        string action,
        string toStatus,
        Guid actorId,
        DateTimeOffset at,
        DateTimeOffset? deviceAt,
        string reason,
        object detail
    ) => Append(action, toStatus, actorId, at, deviceAt, reason, detail);

    // What no later entry of the log says, so that the log alone tells what the case must be (ReplayLog).
    private CaseFacts Facts() =>
        new(
            Number,
            Source,
            SourceId,
            CategoryCode,
            OrganisationCode,
            ReporterOrganisationCode,
            TownCode,
            Position.X,
            Position.Y,
            CaseFacts.HashOf(Description)
        );

    /// <summary>What an entry makes of the case: the one rule for taking a step and for replaying a log.</summary>
    internal void Follow(CaseEvent entry)
    {
        CheckerId = entry.ToStatus == Status ? CheckerId : null;
        UrgedAt = entry.ToStatus == Status ? UrgedAt : null;
        CaseActions.Find(entry.Action)?.Follow(this, entry);
        ChangeCase.Follow(this, entry);
        (Status, Version) = (entry.ToStatus, entry.Seq);
    }

    private CaseEvent Append(
        string action,
        string toStatus,
        Guid? actorId,
        DateTimeOffset at,
        DateTimeOffset? deviceAt,
        string? note,
        object? detail,
        Guid? id = null
    )
    {
        var entry = new CaseEvent
        {
            Id = id ?? Guid.CreateVersion7(),
            CaseId = Id,
            Seq = Version + 1,
            Action = action,
            FromStatus = Version == 0 ? null : Status,
            ToStatus = toStatus,
            ActorId = actorId,
            At = at,
            DeviceAt = deviceAt,
            Note = note,
            Detail = JsonColumn.Of(detail ?? new { }, JsonSerializerOptions.Web),
        };
        Follow(entry);
        Log.Add(entry);
        return entry;
    }
}

/// <summary>What a case is opened with.</summary>
/// <param name="Source">report, feedback or ponding.</param>
/// <param name="SourceId">The report's, feedback's or ponding event's id: one case per source.</param>
/// <param name="Outcome">rectified_on_site, transferred or null.</param>
/// <param name="TownOrganisationCode">The town's office, which a transferred case goes to.</param>
/// <param name="Position">EPSG:4326.</param>
/// <param name="DeviceAt">The device's time.</param>
/// <param name="ReporterOrganisationCode">Whose officer reported it.</param>
/// <param name="VerifyBeforeFiling">The category wants it looked at on site before it is filed (核实).</param>
public sealed record CaseOpening(
    string Source,
    Guid SourceId,
    string CategoryCode,
    string OrganisationCode,
    string TownCode,
    Point Position,
    string? Description = null,
    Guid? FacilityId = null,
    string? Outcome = null,
    string? TownOrganisationCode = null,
    Guid? ActorId = null,
    DateTimeOffset? DeviceAt = null,
    string? ReporterOrganisationCode = null,
    bool VerifyBeforeFiling = false
);

/// <summary>What the first entry of a log keeps under <c>opened</c>.</summary>
/// <param name="Lon">EPSG:4326.</param>
/// <param name="Description">Its SHA-256 in hexadecimal, see <see cref="HashOf"/>.</param>
internal sealed record CaseFacts(
    string Number,
    string Source,
    Guid SourceId,
    string Category,
    string Organisation,
    string? Reporter,
    string Town,
    double Lon,
    double Lat,
    string? Description
)
{
    public static string? HashOf(string? description) =>
        description is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)));
}

internal sealed class CaseMapping : IEntityTypeConfiguration<Case>
{
    public void Configure(EntityTypeBuilder<Case> mapping)
    {
        mapping.ToTable("case_file");
        mapping.Property(c => c.Id).ValueGeneratedNever();
        mapping.Property(c => c.Version).IsConcurrencyToken();
        mapping.HasMany(c => c.Log).WithOne().HasForeignKey(e => e.CaseId);
    }
}
