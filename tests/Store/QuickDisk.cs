using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

/// <summary>A disk that nobody waits for: these tests end by no power cut, but by ones that they make themselves.</summary>
internal sealed class QuickDisk : Disk
{
    public override void Flush(IReadOnlyCollection<Stream> files, IReadOnlyCollection<string> folders)
    {
    }
}
