using System.Collections.Frozen;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Which calls the audit log says something of. What they change is written by triggers on the tables
/// (sql/functions/audit_tables.sql); from here it has who and from where.
/// </summary>
public static class Audited
{
    /// <summary>Operations that change what is administered. Whatever else changes something has a log of its own, and
    /// stands with that reason in AuditedOperationsTests.</summary>
    public static FrozenSet<string> Operations { get; } =
        new[]
        {
            "accounts.manage",
            "assessments.approve",
            "calendar.change",
            "case_steps.change",
            "categories.change",
            "channels.manage",
            "facilities.import",
            "facility_types.change",
            "feedback.accept",
            "feedback.phone",
            "forms.change",
            "gateways.change",
            "grids.import",
            "lines.change",
            "organisations.change",
            "plates.replace",
            "routines.change",
            "sections.import",
            "sensors.import",
            "standard.change",
            "subsystems.change",
            "targets.change",
            "towns.import",
            "webhooks.manage",
        }.ToFrozenSet();

    private sealed record Changes;

    private sealed record Reads(string Action);

    /// <summary>The endpoint changes what is audited without being one of the operations: log-ins.</summary>
    public static TBuilder ChangesAudited<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Changes());

    /// <summary>That it was read is a line of the audit log: what it shows may hold personal data.</summary>
    /// <param name="action">A code of sql/reference/audit_actions.sql.</param>
    public static TBuilder AuditsReading<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Reads(action));

    internal static bool IsChange(string method, EndpointMetadataCollection metadata) =>
        !IsRead(method)
        && (
            metadata.GetMetadata<Changes>() is not null
            || metadata.GetMetadata<AllowedOperation>() is { Operation: var operation }
                && Operations.Contains(operation)
        );

    /// <summary>The action that a read is in the audit log; null for what is not in it.</summary>
    internal static string? ActionOfRead(string method, EndpointMetadataCollection metadata) =>
        !HttpMethods.IsGet(method) ? null
        : metadata.GetMetadata<Reads>() is { } reads ? reads.Action
        : LongCalls.KindOf(method, metadata) == LongCall.Export ? "list.exported"
        : null;

    private static bool IsRead(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
