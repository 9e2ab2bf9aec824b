using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace CityOps.UnitTests.Conventions;

/// <summary>A use of one folder's type in another folder's type, signatures and method bodies included.</summary>
/// <param name="From">The folder that uses: a slice under Features/, or a base folder.</param>
/// <param name="IsCall">A method is called that does something: an asynchronous one, or one of a static class; a
/// getter only names a value.</param>
internal sealed record Use(string From, string FromType, string To, string ToType, bool IsCall);

/// <summary>Reads from the app's compiled code which folder uses which.</summary>
internal static class References
{
    private const string App = "CityOps.App.";
    private const string Slices = "CityOps.App.Features.";

    public static IReadOnlyList<Use> Of(string assembly)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(assembly));
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { AssemblyResolver = resolver });
        return
        [
            .. from type in module.GetAllTypes()
            let folder = FolderOf(type)
            where folder is not null
            from used in UsedBy(type)
            let definition = DefinitionIn(module, used.Type)
            where definition is not null
            let other = FolderOf(definition)
            where other is not null && other != folder
            select new Use(
                folder,
                Outermost(type).Name,
                other,
                Outermost(definition).Name,
                used.Called is not null && DoesSomething(used.Called)
            ),
        ];
    }

    /// <summary>The types that call a getter of PostgreSQL's data reader by a column's place.</summary>
    public static IEnumerable<string> ReadersByOrdinal(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return
        [
            .. from type in module.GetAllTypes()
            from method in type.Methods
            where method.HasBody && !IsOfSqlite(method)
            from instruction in method.Body.Instructions
            where
                instruction.Operand is MethodReference called
                && called.DeclaringType.Name is "NpgsqlDataReader" or "DbDataReader"
                && (called.Name is "IsDBNull" or "IsDBNullAsync" || ReadsValue(called))
            select Outermost(type).Name,
        ];
    }

    /// <summary>The methods of the slices' static classes that do something, or answer a request, and that nothing
    /// calls or maps, whichever of their overloads: Type.Method.</summary>
    public static IReadOnlyList<string> Uncalled(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var methods = module.GetAllTypes().SelectMany(type => type.Methods).ToList();
        var called = (
            from method in methods
            where method.HasBody
            from instruction in method.Body.Instructions
            let named = instruction.Operand as MethodReference
            where named is not null && named.DeclaringType.Scope == module
            select $"{named.DeclaringType.Name}.{named.Name}"
        ).ToHashSet();
        return
        [
            .. from method in methods
            where
                method.DeclaringType is { IsAbstract: true, IsSealed: true }
                && method.DeclaringType.Namespace.StartsWith(Slices, StringComparison.Ordinal)
                && !method.Name.Contains('<', StringComparison.Ordinal)
                && (method.ReturnType.Namespace == "System.Threading.Tasks" || method.ReturnType.Name == "IResult")
            let name = $"{method.DeclaringType.Name}.{method.Name}"
            where !called.Contains(name)
            select name,
        ];
    }

    // The getters are called by the base class that both readers have.
    private static bool IsOfSqlite(MethodDefinition method) =>
        method.Body.Instructions.Any(i =>
            i.Operand is MethodReference called && called.DeclaringType.Namespace == "Microsoft.Data.Sqlite"
        );

    private static bool ReadsValue(MethodReference called) =>
        called.Name.StartsWith("Get", StringComparison.Ordinal)
        && called.Parameters is [{ ParameterType.FullName: "System.Int32" }, ..]
        && called.Name is not ("GetName" or "GetDataTypeName");

    /// <summary>
    /// The slice or base folder that a type lives in; null for what is in none: Program, generated code.
    /// </summary>
    private static string? FolderOf(TypeReference type)
    {
        var name = Outermost(type).Namespace;
        return name.StartsWith(Slices, StringComparison.Ordinal) ? name[Slices.Length..].Split('.')[0]
            : name.StartsWith(App, StringComparison.Ordinal) ? name[App.Length..].Split('.')[0]
            : null;
    }

    private static bool DoesSomething(MethodDefinition called) =>
        called.ReturnType.Namespace == "System.Threading.Tasks"
        || (
            called.DeclaringType is { IsAbstract: true, IsSealed: true }
            && !called.IsGetter
            && !IsSets(called.DeclaringType)
        );

    /// <summary>A slice's file with its sets, {Slice}Db: what is called there names a table.</summary>
    private static bool IsSets(TypeDefinition type) => type.Name == $"{FolderOf(type)}Db";

    private static TypeDefinition? DefinitionIn(ModuleDefinition module, TypeReference type) =>
        type as TypeDefinition ?? (type.Scope == module ? type.Resolve() : null);

    private static T Outermost<T>(T type)
        where T : TypeReference
    {
        while (type.DeclaringType is T outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<(TypeReference Type, MethodDefinition? Called)> UsedBy(TypeDefinition type)
    {
        var types = new List<TypeReference?> { type.BaseType };
        types.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        types.AddRange(type.Fields.Select(field => field.FieldType));
        types.AddRange(Attributes(type));
        types.AddRange(type.Fields.SelectMany(Attributes));
        types.AddRange(type.Properties.SelectMany(Attributes));
        var calls = new List<MethodReference>();
        foreach (var method in type.Methods)
        {
            types.Add(method.ReturnType);
            types.AddRange(method.Parameters.Select(parameter => parameter.ParameterType));
            types.AddRange(method.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType));
            types.AddRange(Attributes(method));
            types.AddRange(method.Parameters.SelectMany(Attributes));
            if (!method.HasBody)
            {
                continue;
            }

            types.AddRange(method.Body.Variables.Select(variable => variable.VariableType));
            types.AddRange(method.Body.ExceptionHandlers.Select(handler => handler.CatchType));
            foreach (var instruction in method.Body.Instructions)
            {
                switch (instruction.Operand)
                {
                    case TypeReference named:
                        types.Add(named);
                        break;
                    case FieldReference field:
                        types.Add(field.DeclaringType);
                        types.Add(field.FieldType);
                        break;
                    case MethodReference called:
                        calls.Add(called);
                        break;
                }
            }
        }

        foreach (var called in calls)
        {
            types.Add(called.ReturnType);
            types.AddRange(called.Parameters.Select(parameter => parameter.ParameterType));
            if (called is GenericInstanceMethod generic)
            {
                types.AddRange(generic.GenericArguments);
            }
        }

        return types
            .SelectMany(Parts)
            .Select(part => (part, (MethodDefinition?)null))
            .Concat(
                calls.SelectMany(called =>
                    Parts(called.DeclaringType)
                        .Select(
                            (part, i) =>
                                (part, i == 0 && part.Scope == type.Module ? called.Resolve() : (MethodDefinition?)null)
                        )
                )
            );
    }

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider of) =>
        of.CustomAttributes.SelectMany(attribute =>
            attribute
                .ConstructorArguments.Select(argument => argument.Value)
                .OfType<TypeReference>()
                .Append(attribute.AttributeType)
        );

    /// <summary>A type's definition first, then what it is made of: List of Report is List and Report.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic => Parts(generic.ElementType)
                .Concat(generic.GenericArguments.SelectMany(Parts)),
            TypeSpecification specification => Parts(specification.ElementType),
            _ => [type],
        };
}
