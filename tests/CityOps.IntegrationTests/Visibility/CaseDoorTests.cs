using System.Reflection;
using CityOps.App.Features.Cases;
using CityOps.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Visibility;

/// <summary>No endpoint shows cases that <see cref="VisibilityTests"/> does not know of.</summary>
public sealed class CaseDoorTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    /// <summary>Compared by <see cref="VisibilityTests"/> with the list of cases.</summary>
    private static readonly string[] Compared =
    [
        "/api/v1/cases",
        "/api/v1/cases.csv",
        "/api/v1/cases.geojson",
        "/api/v1/cases.xlsx",
        "/api/v1/cases/{id:guid}",
        "/api/v1/cases/{id:guid}/duplicates",
        "/api/v1/events",
        "/api/v1/field/bundle",
        "/api/v1/field/tasks",
        "/api/v1/letters",
        "/api/v1/letters/{id:guid}",
        "/api/v1/map",
        "/api/v1/map/cases",
        "/api/v1/statistics",
        "/api/v1/statistics/{metric}/evidence",
        "/api/v1/statistics/{metric}/evidence.csv",
        "/api/v1/statistics/{metric}/evidence.xlsx",
        "/tiles/{layer}/{z}/{x}/{y}.mvt",
    ];

    /// <summary>Those that need no comparison, and why.</summary>
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["/api/v1/assessments"] = "a finding names its case by number",
        ["/api/v1/assessments/{id:guid}"] = "a finding names its case by number",
        ["/api/v1/case-steps"] = "the graph of steps, no cases",
        ["/api/v1/bulletins/{month}"] = "issued figures of the city, no records",
        ["/api/v1/bulletins/{month}.docx"] = "issued figures of the city, no records",
        ["/api/v1/bulletins/{month}.html"] = "issued figures of the city, no records",
        ["/api/v1/bulletins/{month}.json"] = "issued figures of the city, no records",
        ["/api/v1/bulletins/{month}.xlsx"] = "issued figures of the city, no records",
        ["/api/v1/facilities/export.{form}"] = "facilities",
        ["/api/v1/facilities/{code}/feedback"] = "what became of a feedback: a case's number and status",
        ["/api/v1/facilities/{code}/qr.png"] = "a picture of a code",
        ["/api/v1/facilities/{code}/qr.svg"] = "a picture of a code",
        ["/api/v1/cases/counts"] = "counts, compared with the list by CaseCountTests",
        ["/api/v1/cases/hours"] = "counts, each compared with its list by CaseHourTests",
        ["/api/v1/cases/queues"] = "counts, each compared with its list by CaseQueueTests",
        ["/api/v1/feedback"] = "what became of a feedback: a case's number and status",
        ["/api/v1/feedback.csv"] = "what became of a feedback: a case's number and status",
        ["/api/v1/feedback.xlsx"] = "what became of a feedback: a case's number and status",
        ["/api/v1/feedback/{id:guid}/record"] = "what became of a feedback: a case's number and status",
        ["/api/v1/field/receipts"] = "what became of the caller's own reports",
        ["/api/v1/letters/{id:guid}.docx"] = "the cases that /api/v1/letters/{id:guid} shows, printed",
        ["/api/v1/notices"] = "of cases those in the caller's hands, held by NoticeTests",
        ["/api/v1/organisations"] = "reference data",
        ["/api/v1/patrols/{id:guid}"] = "what became of a patrol's reports: a case's number and status",
        ["/api/v1/patrols.csv"] = "patrols",
        ["/api/v1/patrols.xlsx"] = "patrols",
        ["/api/v1/penalties"] = "a penalty names its case by id",
        ["/api/v1/penalties/{id:guid}"] = "a penalty names its case by id",
        ["/api/v1/photos/{sha256}"] = "one photo, for whoever sees a record that it belongs to",
        ["/api/v1/ponding/events"] = "an event names its case by number",
        ["/api/v1/ponding/events/{id:guid}"] = "an event names its case by number",
        ["/api/v1/records"] = "what was filled in: reports and handlings, with their case's number",
        ["/api/v1/records.csv"] = "what was filled in: reports and handlings, with their case's number",
        ["/api/v1/records.geojson"] = "what was filled in: reports and handlings, with their case's number",
        ["/api/v1/records.xlsx"] = "what was filled in: reports and handlings, with their case's number",
        ["/api/v1/records.zip"] = "what was filled in: reports and handlings, with their case's number",
        ["/api/v1/reports"] = "what became of reports: a case's number and status",
        ["/api/v1/reports/{id:guid}"] = "what became of a report: a case's number and status",
        ["/api/v1/reports/{id:guid}/record"] = "what became of a report: a case's number and status",
        ["/api/v1/routines/checks"] = "a check names by id the case that it opened by being missed",
        ["/api/v1/routines/checks/{id:guid}"] = "a check names by id the case that it opened by being missed",
        ["/api/v1/routines/facilities/{code}"] = "a check names by id the case that it opened by being missed",
        ["/api/v1/sections"] = "whether a section's ponding opens cases",
        ["/api/v1/sections/{code}"] = "whether a section's ponding opens cases",
        ["/api/v1/session"] = "the caller and its rights",
        ["/api/v1/statistics/metrics"] = "what can be counted",
        ["/api/v1/towns"] = "reference data",
    };

    [Fact]
    public void A_new_door_to_cases_is_compared_with_the_list_or_says_why_not()
    {
        var endpoints = fixture
            .App.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            )
            .ToList();
        var doors = endpoints.Where(MayShowCases).Select(Route).Distinct();

        var unknown = doors.Except(Compared).Except(Excused.Keys).Order(StringComparer.Ordinal).ToList();
        Assert.True(
            unknown.Count == 0,
            "These endpoints may show cases. Take every account through them in VisibilityTests and name them in Compared, "
                + $"or say in Excused why they need it not: {string.Join(", ", unknown)}"
        );
        var gone = Compared.Concat(Excused.Keys).Except(endpoints.Select(Route)).ToList();
        Assert.True(gone.Count == 0, $"Take out what is no endpoint any more: {string.Join(", ", gone)}");
    }

    private static string Route(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimEnd('/');

    /// <summary>What an answer of no known shape holds is anybody's guess; otherwise its types tell.</summary>
    private static bool MayShowCases(Endpoint endpoint)
    {
        var answers = endpoint
            .Metadata.OfType<IProducesResponseTypeMetadata>()
            .Where(answer => answer.StatusCode is >= 200 and < 300)
            .ToList();
        var types = answers
            .Select(answer => answer.Type)
            .Where(type => type is not null && type != typeof(void))
            .ToList();
        return types.Count == 0 || types.Exists(type => NamesACase(type!, []));
    }

    private static bool NamesACase(Type type, HashSet<Type> seen) =>
        seen.Add(type)
        && (
            type.GetGenericArguments().Any(argument => NamesACase(argument, seen))
            || (type.GetElementType() is { } element && NamesACase(element, seen))
            || (
                type.Namespace?.StartsWith("CityOps", StringComparison.Ordinal) == true
                && (
                    type.Namespace == typeof(Case).Namespace
                    || type.Name.Contains("Case", StringComparison.Ordinal)
                    || type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                        .Any(property =>
                            property.Name.Contains("Case", StringComparison.Ordinal)
                            || NamesACase(property.PropertyType, seen)
                        )
                )
            )
        );
}
