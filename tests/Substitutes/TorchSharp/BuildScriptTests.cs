using System.Diagnostics;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>The script that compiles the native door says in one line what is missing, and leaves nothing half written.</summary>
[Platform(Exclude = "Win", Reason = "needs sh")]
public class BuildScriptTests
{
    private string folder = null!;

    private string Output => Path.Combine(folder, "built", "libTorchDoor.so");

    [SetUp]
    public void Prepare() => folder = Directory.CreateTempSubdirectory("repdynamics door ").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Without_a_compiler_it_says_so()
    {
        (int code, string error) = Build("/nonexistent", "");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Is.EqualTo("TorchSharp substitute: no C++ compiler (/nonexistent) found: run ./setup.sh, or set CXX.\n"));
        NothingIsLeft();
    }

    [Test]
    public void A_folder_without_headers_is_named()
    {
        (int code, string error) = Build(Compiler("exit 0"), folder);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Is.EqualTo($"TorchSharp substitute: LIBTORCH={folder} holds no include/ATen/ATen.h: name the folder that has include/ and lib/.\n"));
        NothingIsLeft();
    }

    [Test]
    public void A_folder_without_the_library_is_named()
    {
        string libtorch = Libtorch("", "include/ATen/ATen.h");
        (int code, string error) = Build(Compiler("exit 0"), libtorch);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Is.EqualTo($"TorchSharp substitute: LIBTORCH={libtorch} holds no lib/libtorch_cpu.so: name the folder that has include/ and lib/.\n"));
        NothingIsLeft();
    }

    [Test]
    public void A_compiler_that_fails_half_way_leaves_nothing()
    {
        string libtorch = Libtorch("", "include/ATen/ATen.h", "lib/libtorch_cpu.so", "lib/libc10.so");
        (int code, string error) = Build(Compiler("""while [ "$1" != -o ]; do shift; done; echo half > "$2"; exit 3"""), libtorch);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.StartWith("TorchSharp substitute: the door does not compile"));
        NothingIsLeft();
    }

    [TestCase("an old std::string", "0", "")]
    [TestCase("_ZN3c105ErrorC1ENSt7__cxx1112basic_string", "1", "")]
    [TestCase("", "0", "lib/libtorch_cuda.so")]
    public void The_compiler_is_told_what_the_libtorch_at_hand_needs(string symbols, string abi, string cuda)
    {
        string libtorch = Libtorch(symbols, ["include/ATen/ATen.h", "lib/libtorch_cpu.so", "lib/libc10.so", .. cuda.Length > 0 ? [cuda] : Array.Empty<string>()]);
        string arguments = Path.Combine(folder, "arguments");
        (int code, string error) = Build(Compiler($$"""printf '%s\n' "$@" > "{{arguments}}"; while [ "$1" != -o ]; do shift; done; echo whole > "$2" """), libtorch);

        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(Output)!), Is.EqualTo(new[] { Output }));
        Assert.That(File.ReadAllText(Output), Is.EqualTo("whole\n"));
        string[] told = File.ReadAllLines(arguments);
        Assert.That(told, Has.Member($"-D_GLIBCXX_USE_CXX11_ABI={abi}").And.Member($"-I{libtorch}/include").And.Member($"-L{libtorch}/lib"));
        Assert.That(told.Contains("-ltorch_cuda"), Is.EqualTo(cuda.Length > 0));
    }

    private (int Code, string Error) Build(string compiler, string libtorch)
    {
        ProcessStartInfo start = new("sh") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Checkout.File("src/Substitutes/TorchSharp/Native/build.sh"));
        start.ArgumentList.Add(Output);
        start.Environment["CXX"] = compiler;
        start.Environment["LIBTORCH"] = libtorch;
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    private string Compiler(string script)
    {
        string file = Path.Combine(folder, "compiler");
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private string Libtorch(string symbols, params string[] files)
    {
        string root = Path.Combine(folder, "lib torch");
        foreach (string file in files)
        {
            string path = Path.Combine(root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, symbols);
        }
        return root;
    }

    private void NothingIsLeft() =>
        Assert.That(Directory.Exists(Path.GetDirectoryName(Output)) ? Directory.GetFileSystemEntries(Path.GetDirectoryName(Output)!) : [], Is.Empty);
}
