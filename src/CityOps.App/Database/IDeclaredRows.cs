namespace CityOps.App.Database;

/// <summary>
/// Rows of a reference table that a slice declares in code, because code and SQL both go by them. <see
/// cref="Migrations"/> finds every implementation and writes its rows after the functions, whenever they are others
/// than last time.
/// </summary>
internal interface IDeclaredRows
{
    /// <summary>The table.</summary>
    string Name { get; }

    /// <summary>The statements that bring the table to what is declared; may be run again at any time.</summary>
    string Sql();
}
