namespace CityOps.Testing;

/// <summary>Files of the checkout that the tests run from.</summary>
public static class Repository
{
    private static readonly Lazy<string> Root = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "CityOps.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in a checkout of CityOps.");
    });

    public static string File(string path) => Path.Combine(Root.Value, path);
}
