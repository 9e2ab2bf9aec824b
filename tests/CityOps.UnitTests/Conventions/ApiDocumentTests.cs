using System.Text.Json;
using CityOps.App.Hosting;

namespace CityOps.UnitTests.Conventions;

/// <summary>The API's description says everything that a client is generated from. What its form is, redocly lint
/// checks.</summary>
public sealed class ApiDocumentTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cityops-openapi-").FullName;
    private JsonElement _document;

    public async ValueTask InitializeAsync() =>
        _document = JsonSerializer.Deserialize<JsonElement>(
            await OpenApiCommand.WriteAsync(new(_folder), TestContext.Current.CancellationToken)
        );

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_operation_has_a_summary_an_id_security_and_what_it_refuses()
    {
        var operations = Operations().ToList();

        Assert.All(operations, operation =>
        {
            Assert.True(Has(operation.Value, "summary"), $"{operation.Name} has no summary");
            Assert.True(Has(operation.Value, "operationId"), $"{operation.Name} has no operationId");
            Assert.True(Has(operation.Value, "security"), $"{operation.Name} does not say who may call it");
            Assert.True(
                Responses(operation.Value).Any(response => response.Name[0] == '4'),
                $"{operation.Name} refuses nothing"
            );
        });
        Assert.True(operations.Count > 100);
    }

    [Fact]
    public void Every_answer_that_has_a_body_has_a_schema()
    {
        var without =
            from operation in Operations()
            from response in Responses(operation.Value)
            where Has(response.Value, "content")
            from media in response.Value.GetProperty("content").EnumerateObject()
            where !Has(media.Value, "schema")
            select $"{operation.Name} {response.Name} {media.Name}";
        var bodiless = Operations()
            .Where(operation => operation.Name.StartsWith("get ", StringComparison.Ordinal))
            .Where(operation => !Has(Responses(operation.Value).First(r => r.Name[0] == '2').Value, "content"))
            .Select(operation => operation.Name);

        Assert.Empty(without);
        Assert.Empty(bodiless);
    }

    [Theory]
    [InlineData("CaseAnswer", "filedAt", """["null","string"]""", true)]
    [InlineData("CaseAnswer", "version", "\"integer\"", true)]
    [InlineData("ReportBody", "observedAt", """["null","string"]""", false)]
    [InlineData("ReadingBody", "depthMm", "\"integer\"", true)]
    [InlineData("SectionItem", "line", "\"object\"", true)]
    public void A_member_has_its_type_and_is_required_where_it_is_always_there(
        string schema,
        string member,
        string type,
        bool isRequired
    )
    {
        var described = _document.GetProperty("components").GetProperty("schemas").GetProperty(schema);

        Assert.Equal(
            type,
            JsonSerializer.Serialize(described.GetProperty("properties").GetProperty(member).GetProperty("type"))
        );
        Assert.Equal(
            isRequired,
            Has(described, "required")
                && described.GetProperty("required").EnumerateArray().Any(name => name.GetString() == member)
        );
    }

    [Fact]
    public void A_closed_set_of_values_is_an_enum() =>
        Assert.Contains(
            "pending_register",
            _document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty("CaseItem")
                .GetProperty("properties")
                .GetProperty("status")
                .GetProperty("enum")
                .EnumerateArray()
                .Select(value => value.GetString())
        );

    private IEnumerable<(string Name, JsonElement Value)> Operations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Name != "options"
        select ($"{operation.Name} {path.Name}", operation.Value);

    private static IEnumerable<JsonProperty> Responses(JsonElement operation) =>
        operation.GetProperty("responses").EnumerateObject();

    private static bool Has(JsonElement element, string name) => element.TryGetProperty(name, out _);
}
