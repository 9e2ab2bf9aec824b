using CityOps.Ingest.Database;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Database;

public sealed class RowMapperTests(TestDatabase.ForClass shared) : IClassFixture<TestDatabase.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    private enum Level : short
    {
        None,
        AtRisk,
    }

    private sealed record Place(double Lon, double Lat);

    private sealed record Note(string Text, int? Stars);

    private sealed record Road(
        string Code,
        int? DepthMm,
        Level Level,
        Level Worst,
        Place? Middle,
        IReadOnlyList<string> Flags,
        IReadOnlySet<int> Sensors,
        IReadOnlyList<Level> Levels,
        IReadOnlyList<Note> Notes,
        DateTimeOffset SeenAt,
        string Sha256 = "-"
    )
    {
        public DateOnly? Day { get; init; }
    }

    private const string Columns =
        "'A1' as code, null::int as depth_mm, 1::smallint as level, 'at_risk' as worst, array['a', 'b'] as flags,"
        + " array[7, 7, 9] as sensors, array[0, 1]::smallint[] as levels, '[{\"text\":\"t\",\"stars\":null}]'::jsonb as notes,"
        + " '2026-01-02 03:04+08'::timestamptz as seen_at";

    private async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = shared.Database.DataSource.CreateCommand(sql);
        return await command.SingleAsync<T>(_ct);
    }

    [Fact]
    public async Task A_record_is_made_of_the_columns_of_its_parameters_names()
    {
        var road = await ReadAsync<Road>(
            $"select date '2026-01-02' as day, {Columns}, 113.5::float8 as middle_lon, 22.5::float8 as middle_lat"
        );

        Assert.Equal(("A1", null, Level.AtRisk, Level.AtRisk), (road.Code, road.DepthMm, road.Level, road.Worst));
        Assert.Equal(new Place(113.5, 22.5), road.Middle);
        Assert.Equal(["a", "b"], road.Flags);
        Assert.Equal([7, 9], road.Sensors.Order());
        Assert.Equal([Level.None, Level.AtRisk], road.Levels);
        Assert.Equal([new Note("t", null)], road.Notes);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 19, 4, 0, TimeSpan.Zero), road.SeenAt);
        Assert.Equal(("-", new DateOnly(2026, 1, 2)), (road.Sha256, road.Day));
    }

    [Fact]
    public async Task A_part_whose_columns_are_all_null_is_null()
    {
        var road = await ReadAsync<Road>(
            $"select {Columns}, null::float8 as middle_lon, null::float8 as middle_lat, 'x' as sha256"
        );

        Assert.Null(road.Middle);
        Assert.Equal(("x", null), (road.Sha256, road.Day));
    }

    [Fact]
    public async Task A_scalar_is_the_only_column()
    {
        Assert.Equal(3, await ReadAsync<int>("select 3"));
        Assert.Null(await ReadAsync<int?>("select null::int"));
        Assert.Null(await ReadAsync<string>("select null::text"));
        Assert.Equal(5, await ReadAsync<int>("select count(*) from generate_series(1, 5)"));
    }

    [Theory]
    [InlineData("select 1.0::float8 as lon", "Place.Lat needs a column lat")]
    [InlineData("select 1.0::float8 as lon, 2.0::float8 as lat, 3 as alt", "nothing of it takes the column alt")]
    public async Task Columns_that_do_not_fit_are_named(string sql, string said)
    {
        var unfit = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync<Place>(sql));

        Assert.Contains(said, unfit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_shapes_are_learnt_at_once()
    {
        var shapes = Enumerable
            .Range(1, 300)
            .Select(i => $"select '{new string('x', i)}'::varchar({i}) as text, {i} as stars");

        await Parallel.ForEachAsync(
            shapes,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = _ct },
            async (sql, _) =>
            {
                var note = await ReadAsync<Note>(sql);
                Assert.Equal(note.Stars, note.Text.Length);
            }
        );
    }

    [Fact]
    public async Task Null_is_refused_for_what_may_not_be_null() =>
        await Assert.ThrowsAsync<InvalidCastException>(() =>
            ReadAsync<Place>("select null::float8 as lon, 2.0::float8 as lat")
        );

    [Fact]
    public async Task A_parameter_has_its_type_though_it_is_null()
    {
        await using var command = shared
            .Database.DataSource.CreateCommand(
                """
                select pg_typeof(@text)::text || ' ' || pg_typeof(@number) || ' ' || pg_typeof(@at) || ' ' || pg_typeof(@all)
                  || ' ' || (@at is null) || ' ' || (@some)[2]
                """
            )
            .With("text", (string?)null)
            .With("number", (int?)null)
            .With("at", (DateTimeOffset?)null)
            .With("all", (string[]?)null)
            .With<DateTimeOffset[]>("some", [default, new(2026, 1, 1, 8, 0, 0, TimeSpan.FromHours(8))]);

        var said = await command.SingleAsync<string>(_ct);

        Assert.StartsWith(
            "text integer timestamp with time zone text[] true 2026-01-01",
            said,
            StringComparison.Ordinal
        );
    }
}
