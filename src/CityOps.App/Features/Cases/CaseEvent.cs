using System.Text.Json;
using CityOps.App.Geo;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Cases;

/// <summary>One entry of a case's log. Append-only and hash-chained by the database
/// (sql/functions/case_event_chain.sql).</summary>
public sealed class CaseEvent
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid CaseId { get; init; }

    /// <summary>1, 2, 3, … per case.</summary>
    public required int Seq { get; init; }

    public required string Action { get; init; }
    public string? FromStatus { get; init; }
    public required string ToStatus { get; init; }

    /// <summary>Null when a citizen or the system acted.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>The server's time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The device's time.</summary>
    public DateTimeOffset? DeviceAt { get; init; }

    public string? Note { get; init; }

    /// <summary>When it was done: the device's time of a step that was taken without a signal, within the limits of
    /// <see cref="TakeStep"/>; otherwise the server's. Lateness goes by it.</summary>
    public DateTimeOffset CountsAt =>
        Detail.RootElement.ValueKind == JsonValueKind.Object
        && Detail.RootElement.TryGetProperty(CountsAtMember, out var at)
        && at.TryGetDateTimeOffset(out var counts)
            ? counts
            : At;

    /// <summary>
    /// Where the detail keeps it, if it is not <see cref="At"/>; sql/functions/case_clock.sql reads it too.
    /// </summary>
    internal const string CountsAtMember = "countsAt";

    /// <summary>What the step carried, e.g. {"organisation":{"from":"sanitation","to":"442000001"}}.</summary>
    public JsonDocument Detail { get; init; } = JsonDocument.Parse("{}");

    /// <summary>A text of the detail, e.g. <c>DetailText("organisation", "to")</c>; null where there is none.</summary>
    internal string? DetailText(string member, string part) =>
        DetailPart(member, part) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    internal Guid? DetailId(string member, string part) =>
        Guid.TryParse(DetailText(member, part), out var id) ? id : null;

    /// <summary>A place of the detail, degrees WGS84; null where there is none.</summary>
    internal LonLat? DetailPlace(string member, string part) =>
        DetailPart(member, part) is { ValueKind: JsonValueKind.Object } place
        && place.TryGetProperty("lon", out var lon)
        && place.TryGetProperty("lat", out var lat)
        && lon.ValueKind == JsonValueKind.Number
        && lat.ValueKind == JsonValueKind.Number
            ? new LonLat(lon.GetDouble(), lat.GetDouble())
            : null;

    private JsonElement? DetailPart(string member, string part) =>
        Detail.RootElement.ValueKind == JsonValueKind.Object
        && Detail.RootElement.TryGetProperty(member, out var of)
        && of.ValueKind == JsonValueKind.Object
        && of.TryGetProperty(part, out var found)
            ? found
            : null;
}

/// <summary>A configured step: from which status an action leads where, and which roles may take it.</summary>
public sealed class CaseStep
{
    public required string Action { get; init; }
    public required string FromStatus { get; init; }
    public required string ToStatus { get; init; }
    public required string[] Roles { get; init; }

    /// <summary>Actions; who took the last of them on the case may not take this step: nobody checks their own
    /// work.</summary>
    public string[] NotBy { get; init; } = [];

    public bool NeedsNote { get; init; }

    /// <summary>It judges somebody else's report or work; where a checker was drawn, it is for them.</summary>
    public bool IsCheck { get; init; }
}

internal sealed class CaseEventMapping : IEntityTypeConfiguration<CaseEvent>, IEntityTypeConfiguration<CaseStep>
{
    public void Configure(EntityTypeBuilder<CaseEvent> entry)
    {
        // EF writes a batch's rows in the order of their keys, and the chain's trigger needs them in the order of seq;
        // ids
        // made within the same millisecond sort at random.
        entry.HasKey(e => new { e.CaseId, e.Seq });
        entry.Ignore(e => e.CountsAt);
        entry.Property(e => e.Detail).HasColumnType("jsonb");

        // Set by the chain's trigger; read, never written.
        entry.Property<byte[]>("Hash").ValueGeneratedOnAdd();
    }

    public void Configure(EntityTypeBuilder<CaseStep> step) =>
        step.HasKey(s => new
        {
            s.Action,
            s.FromStatus,
            s.ToStatus,
        });
}
