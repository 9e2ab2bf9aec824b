using System.Reflection;
using CityOps.App.Database;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using NetArchTest.Rules;

namespace CityOps.UnitTests.Conventions;

/// <summary>The architecture rules: which part may know which, read from the compiled code.</summary>
public class ArchitectureTests
{
    private static readonly Assembly App = typeof(CityOpsDb).Assembly;
    private static readonly Assembly Ingest = Assembly.Load("CityOps.Ingest");

    /// <summary>The base folders, the lowest first. Each knows those before it; every slice may use all.</summary>
    private static readonly string[] Base = ["Database", "Http", "Geo", "Tables", "Documents", "Verbs"];

    /// <summary>The slices, the lowest first, each with the lower ones that it uses. Accounts (who is calling and what
    /// they may do) is for all; Demo and Setup fill a city and may use every slice.</summary>
    private static readonly (string Slice, string Uses)[] Slices =
    [
        ("Accounts", ""),
        ("Audit", ""),
        ("Submissions", ""),
        ("Organisations", ""),
        ("Citizens", ""),
        ("Photos", "Citizens"),
        ("Forms", "Organisations Photos Submissions"),
        ("Calendar", "Forms"),
        ("Facilities", "Citizens Forms Organisations Photos Submissions"),
        ("Grids", "Facilities Organisations"),
        ("Cases", "Facilities Forms Organisations Photos Submissions"),
        ("Routines", "Calendar Cases Facilities Forms Organisations"),
        ("Subsystems", "Facilities Forms Routines"),
        ("Gateways", "Organisations"),
        ("Reports", "Cases Facilities Forms Gateways Organisations Photos Routines Submissions"),
        ("Toilets", "Cases Citizens Facilities Forms Gateways Organisations Photos Submissions"),
        ("Patrols", "Cases Forms Organisations Reports Submissions"),
        ("Field", "Cases Citizens Facilities Forms Organisations Reports Routines"),
        ("Ponding", "Cases Facilities Forms Organisations"),
        ("Sensors", "Ponding"),
        ("Letters", "Cases Organisations Submissions"),
        ("Statistics", "Forms Organisations"),
        ("Assessments", "Photos Statistics Submissions"),
        ("Bulletins", "Assessments Statistics"),
        ("Webhooks", "Cases Organisations Photos"),
        ("Events", ""),
        ("Channels", "Letters Organisations Webhooks"),
        ("Notices", ""),
        ("Maps", "Cases"),
        ("Backups", "Photos Toilets"),
        ("Demo", Everything),
        ("Setup", Everything),
    ];

    /// <summary>What composes the slices; no slice knows them.</summary>
    private static readonly string[] Top = ["Jobs", "Hosting"];

    /// <summary>The use cases that other slices call, each documented where it stands. All others are their slice's
    /// own: slices meet in the database and in a few public records.</summary>
    private static readonly string[] Entries =
    [
        "AdoptMetrics",
        "ArrivedPhoto",
        "CaseStatus",
        "CategoryAnswer",
        "ChangeCase",
        "ChangeRecord",
        "CategoryUse",
        "CheckAnswers",
        "CheckReportAnswers",
        "CollectFacility",
        "ContentHash",
        "Crockford",
        "DurableFile",
        "EraseWords",
        "FacilityShape",
        "FieldChecks",
        "FigureSnapshot",
        "FlagReports",
        "FormFieldsInUse",
        "GatewayRights",
        "GuardedHttp",
        "KnownCategories",
        "LetterKinds",
        "ListReceipts",
        "ListTasks",
        "KnownOrganisations",
        "KnownTowns",
        "LookAtPhotos",
        "MergeCases",
        "MetricSql",
        "Offices",
        "OpenCase",
        "PhotoViews",
        "PublicAddress",
        "PublishForm",
        "PutFacilityType",
        "QrCodes",
        "ReadCase",
        "ReadFacilityTypes",
        "ReadForm",
        "ReadPhotos",
        "ReadRoutine",
        "RollUpDays",
        "SampleDoubtCodes",
        "SaveCategory",
        "SaveDraft",
        "SaveRoutine",
        "Standard",
        "TakeCheck",
        "ThinOut",
        "ReadSources",
        "TownNames",
        "VisibleCases",
        "VisibleFacilities",
        "WorkingCalendar",
    ];

    private static readonly IReadOnlyList<Use> Uses = References.Of(App.Location);

    [Fact]
    public void Each_folder_knows_only_what_stands_below_it()
    {
        string[] layers = [.. Base, .. Slices.Select(slice => slice.Slice), .. Top];

        Findings.None(
            Uses.SelectMany(use => new[] { use.From, use.To })
                .Distinct()
                .Except(layers)
                .Select(folder =>
                    $"{folder} is in no layer: give it a row in ArchitectureTests, above all that it uses."
                )
        );
        Findings.None(
            Uses.Where(use => Array.IndexOf(layers, use.To) > Array.IndexOf(layers, use.From))
                .Select(use =>
                    $"{use.From}/{use.FromType} uses {use.ToType} of {use.To}, which stands above {use.From}: let the caller pass what is needed, read the table in SQL, or move what both need into a lower slice."
                )
        );
    }

    [Fact]
    public void Each_slice_uses_the_lower_slices_of_its_row()
    {
        var slices = Slices.Select(slice => slice.Slice).ToHashSet();
        foreach (var (slice, row) in Slices.Where(slice => slice.Uses != Everything))
        {
            var allowed = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var used = Uses.Where(use => use.From == slice && slices.Contains(use.To) && use.To != ForAll).ToList();

            Findings.None(
                used.Where(use => !allowed.Contains(use.To))
                    .Select(use =>
                        $"{slice}/{use.FromType} uses {use.ToType} of {use.To}: add {use.To} to the row of {slice} in ArchitectureTests if {slice} is meant to know it, otherwise meet in the database."
                    )
            );
            Findings.None(
                allowed
                    .Except(used.Select(use => use.To))
                    .Select(other =>
                        $"{slice} no longer uses {other}: take it out of the row of {slice} in ArchitectureTests."
                    )
            );
        }
    }

    [Fact]
    public void No_slice_calls_a_use_case_of_another_but_the_entries()
    {
        var slices = Slices.Where(slice => slice.Uses != Everything).Select(slice => slice.Slice).ToHashSet();
        var calls = Uses.Where(use =>
                use.IsCall && slices.Contains(use.From) && slices.Contains(use.To) && use.To != ForAll
            )
            .ToList();

        Findings.None(
            calls
                .Where(call => !Entries.Contains(call.ToType))
                .Select(call =>
                    $"{call.From}/{call.FromType} calls {call.ToType} of {call.To}: meet in the database, or make {call.ToType} a documented entry in ArchitectureTests."
                )
        );
        Findings.None(
            Entries
                .Except(calls.Select(call => call.ToType))
                .Select(entry =>
                    $"No other slice calls {entry} any more: take it out of the entries in ArchitectureTests."
                )
        );
    }

    [Fact]
    public void Every_endpoint_is_mapped_and_every_use_case_is_called() =>
        Findings.None(
            References
                .Uncalled(App.Location)
                .Select(method =>
                    $"{method} is called by nothing: map it in its slice's XApi.cs if it is an endpoint, call it, or take it out."
                )
        );

    [Fact]
    public void Every_entity_lives_in_the_slice_that_owns_it()
    {
        using var city = NewModel();
        var entities = city
            .Model.GetEntityTypes()
            .Where(entity => entity.GetTableName() is not null && entity.ClrType.Assembly == App)
            .Select(entity => (entity.ClrType, Table: entity.GetTableName()!))
            .ToList();
        var slices = Slices.Select(slice => slice.Slice).ToList();

        Findings.None(
            entities
                .Where(entity => OwnerOf(entity.ClrType.Name, slices) is { } owner && owner != SliceOf(entity.ClrType))
                .Select(entity =>
                    $"{entity.ClrType.Name} is in {SliceOf(entity.ClrType)}: move it to Features/{OwnerOf(entity.ClrType.Name, slices)}, whose name it has."
                )
        );
        Findings.None(
            from mapping in App.GetTypes()
            from contract in mapping.GetInterfaces()
            where
                contract.IsGenericType
                && contract.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>)
                && contract.GenericTypeArguments[0].Assembly == App
                && contract.GenericTypeArguments[0].Namespace != mapping.Namespace
            select $"{mapping.FullName} maps {contract.GenericTypeArguments[0].FullName}: put the mapping into the entity's file."
        );
        Findings.None(
            from sets in App.GetTypes()
            where sets.Name == $"{SliceOf(sets)}Db"
            from set in sets.GetMethods(BindingFlags.Static | BindingFlags.Public)
            where set.ReturnType.IsGenericType && SliceOf(set.ReturnType.GenericTypeArguments[0]) != SliceOf(sets)
            select $"{sets.Name} has the set of {set.ReturnType.GenericTypeArguments[0].Name}, which is in {SliceOf(set.ReturnType.GenericTypeArguments[0])}: declare it in {SliceOf(set.ReturnType.GenericTypeArguments[0])}Db."
        );
        Findings.None(
            entities
                .GroupBy(entity => entity.Table)
                .Where(table => table.Count() > 1)
                .Select(table =>
                    $"Table {table.Key} is mapped by {string.Join(" and ", table.Select(entity => entity.ClrType.Name))}: one slice owns it, the others map what they read by ToView."
                )
        );
    }

    [Fact]
    public void Rows_are_read_by_the_names_of_their_columns() =>
        Findings.None(
            References
                .ReadersByOrdinal(App.Location)
                .Concat(References.ReadersByOrdinal(Ingest.Location))
                .Distinct()
                .Select(type =>
                    $"{type} reads a column by its place: give the row a record and read it by ListAsync (CityOps.Ingest/Database/Rows.cs)."
                )
        );

    [Fact]
    public void Ingest_knows_nothing_of_the_app_nor_of_EF_Core()
    {
        var offenders = Types
            .InAssembly(Ingest)
            .ShouldNot()
            .HaveDependencyOnAny("CityOps.App", "Microsoft.EntityFrameworkCore")
            .GetResult();

        Assert.Empty(offenders.FailingTypeNames ?? []);
        Assert.DoesNotContain(Ingest.GetReferencedAssemblies(), a =>
            a.Name!.Contains("EntityFrameworkCore", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Names_avoid_words_that_say_nothing()
    {
        string[] empty = ["Manager", "Helper", "Util", "Utils", "Utility"];

        var offenders = App.GetTypes()
            .Concat(Ingest.GetTypes())
            .Where(type => type.Namespace?.StartsWith("CityOps", StringComparison.Ordinal) == true)
            .Select(type => type.Name.Split('`')[0])
            .Where(name => empty.Any(word => name.EndsWith(word, StringComparison.Ordinal)));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Async_methods_end_in_Async()
    {
        // Entry points whose names are given by a framework or by the compiler.
        string[] given = ["<Main>$", "InvokeAsync", "Configure"];

        var offenders =
            from type in App.GetTypes().Concat(Ingest.GetTypes())
            where
                type.Namespace?.StartsWith("CityOps", StringComparison.Ordinal) == true
                && !type.Name.Contains('<', StringComparison.Ordinal)
            from method in type.GetMethods(
                BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly
            )
            where
                IsTask(method.ReturnType)
                && !method.Name.EndsWith("Async", StringComparison.Ordinal)
                && !given.Contains(method.Name)
                && !method.IsSpecialName
                && method.GetBaseDefinition() == method
                && !ImplementsForeignInterface(type, method)
            select $"{type.Name}.{method.Name}";

        Assert.Empty(offenders);
    }

    private const string ForAll = "Accounts";
    private const string Everything = "*";

    /// <summary>The slice that an entity's name begins with: GatewayAlertTown is of Gateways.</summary>
    private static string? OwnerOf(string entity, IEnumerable<string> slices) =>
        slices
            .Where(slice =>
                entity.StartsWith(slice, StringComparison.Ordinal)
                || entity.StartsWith(Singular(slice), StringComparison.Ordinal)
            )
            .MaxBy(slice => slice.Length);

    private static string Singular(string slice) =>
        slice.EndsWith("ies", StringComparison.Ordinal) ? $"{slice[..^3]}y" : slice.TrimEnd('s');

    private static string? SliceOf(Type type) =>
        type.Namespace?.Split('.') is ["CityOps", "App", "Features", var slice, ..] ? slice : null;

    /// <summary>The model alone; nothing is asked of a database.</summary>
    private static CityOpsDb NewModel() => CityDatabase.At("Host=nowhere").NewContext();

    private static bool IsTask(Type type) =>
        type == typeof(Task)
        || type == typeof(ValueTask)
        || (
            type.IsGenericType
            && (
                type.GetGenericTypeDefinition() == typeof(Task<>)
                || type.GetGenericTypeDefinition() == typeof(ValueTask<>)
            )
        );

    private static bool ImplementsForeignInterface(Type type, MethodInfo method) =>
        type.GetInterfaces()
            .Where(contract => contract.Namespace?.StartsWith("CityOps", StringComparison.Ordinal) != true)
            .Any(contract => !type.IsInterface && type.GetInterfaceMap(contract).TargetMethods.Contains(method));
}
