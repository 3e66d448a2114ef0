namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>Files of the repository: the tests run from a folder inside it.</summary>
internal static class Checkout
{
    internal static string File(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, path);
            if (System.IO.File.Exists(file)) return file;
        }
        throw new FileNotFoundException($"{path} is in no folder above the test assembly; run the tests from a checkout.");
    }
}
