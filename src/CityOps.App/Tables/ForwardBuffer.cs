namespace CityOps.App.Tables;

/// <summary>
/// Memory between a zip and a socket. A zip ends its entries without waiting, which a socket does not allow; so it
/// writes here, strictly forward, and what is here is handed on a few pages at a time.
/// </summary>
internal sealed class ForwardBuffer : MemoryStream
{
    /// <summary>So that the zip writes strictly forward.</summary>
    public override bool CanSeek => false;

    /// <summary>Hands on what was written since the last time.</summary>
    public async Task EmptyIntoAsync(Stream output, CancellationToken ct)
    {
        await output.WriteAsync(GetBuffer().AsMemory(0, (int)Length), ct);
        SetLength(0);
    }
}
