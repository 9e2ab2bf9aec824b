using System.Reflection;
using CityOps.App.Database;
using NetArchTest.Rules;

namespace CityOps.UnitTests.Conventions;

/// <summary>Keeps the house as DESIGN §1 draws it.</summary>
public class HouseTests
{
    private static readonly Assembly App = typeof(CityOpsDb).Assembly;
    private static readonly Assembly Ingest = Assembly.Load("CityOps.Ingest");

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
