using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

/// <summary>A disk that does not flush: the power cuts of these tests are simulated.</summary>
internal sealed class QuickDisk : Disk
{
    public override void Flush(IReadOnlyCollection<Stream> files, IReadOnlyCollection<string> folders)
    {
    }
}
