using CityOps.App.Features.Accounts;
using CityOps.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Audit;

/// <summary>Whatever changes something is in the audit log, or has a log of its own.</summary>
public sealed class AuditedOperationsTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string CaseLog = "the case's own log, append-only and chained, has who, when and what";
    private const string RecordChange = "the record names its author, and record_change keeps each change, chained";

    /// <summary>Operations that change something and are not audited, each with what says who did it.</summary>
    private static readonly Dictionary<string, string> NotAudited = new()
    {
        ["alarms.handle"] = "ponding_alarm_log, append-only",
        ["assessments.record"] = RecordChange,
        ["assessments.withdraw"] = RecordChange,
        ["bulletins.issue"] = "numbered, hashed revisions with their author, append-only",
        ["cases.step"] = CaseLog,
        ["checks.record"] = "the report that the check is, and who skipped it and why",
        ["facilities.change"] = "facility_change keeps who changed what",
        ["gateways.command"] = "gateway_command keeps who sent it, when, and what came of it",
        ["gateways.read"] = "a sample is read and nothing stored",
        ["jobs.run"] = "job_run keeps who had which job run, and when",
        ["letters.answer"] = "the letter names who answered",
        ["letters.issue"] = "the letter names who issued it",
        ["letters.withdraw"] = "the letter names who withdrew it",
        ["notices.read"] = "a mark in the reader's own inbox",
        ["patrols.record"] = RecordChange,
        ["penalties.correct"] = RecordChange,
        ["penalties.record"] = RecordChange,
        ["records.correct"] = RecordChange,
        ["records.correct_all"] = RecordChange,
        ["rejections.replay"] = "the message keeps who asked for it and what came of it",
        ["reports.record"] = RecordChange,
        ["sections.change"] = "section_rule keeps each rule with who set it",
        ["sensors.change"] = "sensor_placement and sensor_zero keep each change",
    };

    [Fact]
    public void Every_operation_that_changes_something_is_audited_or_says_why_not()
    {
        var changing = fixture
            .App.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .Where(endpoint =>
                endpoint
                    .Metadata.GetMetadata<HttpMethodMetadata>()
                    ?.HttpMethods.Any(method => method is "POST" or "PUT" or "PATCH" or "DELETE") == true
            )
            .Select(endpoint => endpoint.Metadata.GetMetadata<AllowedOperation>()?.Operation)
            .OfType<string>()
            .ToHashSet();

        Findings.None(
            changing
                .Where(operation => !Audited.Operations.Contains(operation) && !NotAudited.ContainsKey(operation))
                .Select(operation =>
                    $"{operation} changes something: add it to Audited.Operations and its tables to sql/functions/audit_tables.sql, or say here which log of its own has who did it."
                )
        );
        Findings.None(
            Audited
                .Operations.Concat(NotAudited.Keys)
                .Where(operation => !changing.Contains(operation))
                .Select(operation => $"{operation} changes nothing (any more): take it out.")
        );
        Findings.None(NotAudited.Keys.Where(Audited.Operations.Contains).Select(both => $"{both} is in both lists."));
    }
}
