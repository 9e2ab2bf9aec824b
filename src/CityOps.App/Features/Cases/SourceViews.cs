using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Cases;

// What a case shows of the records behind it: columns of other slices' tables, to read only. The slices that own them
// open cases, so they stand above this one and it cannot name their entities.

/// <summary>A report, as its case shows it.</summary>
internal sealed class ReportView
{
    public Guid Id { get; init; }
    public required string Source { get; init; }
    public Guid? PatrolId { get; init; }
    public Guid? OfficerId { get; init; }
    public string? GatewayId { get; init; }
    public float? AccuracyMetres { get; init; }
    public required Point Position { get; init; }
    public DateTimeOffset ObservedAt { get; init; }
    public DateTimeOffset? DeviceObservedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public string? Description { get; init; }
    public required JsonDocument Answers { get; init; }
    public string? FormCode { get; init; }
    public int? FormVersion { get; init; }
    public required string[] Flags { get; init; }
    public required JsonDocument FlagReasons { get; init; }
}

/// <summary>A patrol, as the case of one of its reports shows it.</summary>
internal sealed class PatrolView
{
    public Guid Id { get; init; }
    public required string Kind { get; init; }
    public Guid OfficerId { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>A citizen's feedback, as the case that it opened or joined shows it.</summary>
internal sealed class FeedbackView
{
    public Guid Id { get; init; }
    public Guid? CaseId { get; init; }
    public required string FacilityType { get; init; }
    public required string Kind { get; init; }
    public short Stars { get; init; }
    public string? Words { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>What a kind of feedback is called.</summary>
internal sealed class FeedbackKindView
{
    public required string FacilityType { get; init; }
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required string NameEn { get; init; }
}

internal sealed class SourceViewsMapping
    : IEntityTypeConfiguration<ReportView>,
        IEntityTypeConfiguration<PatrolView>,
        IEntityTypeConfiguration<FeedbackView>,
        IEntityTypeConfiguration<FeedbackKindView>
{
    public void Configure(EntityTypeBuilder<ReportView> report)
    {
        report.ToView("report");
        report.Property(r => r.Answers).HasColumnType("jsonb");
        report.Property(r => r.FlagReasons).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<PatrolView> patrol) => patrol.ToView("patrol");

    public void Configure(EntityTypeBuilder<FeedbackView> feedback) => feedback.ToView("feedback");

    public void Configure(EntityTypeBuilder<FeedbackKindView> kind)
    {
        kind.ToView("feedback_kind");
        kind.HasKey(k => new { k.FacilityType, k.Code });
    }
}
