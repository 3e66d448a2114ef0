using System.ComponentModel;
using System.Diagnostics;
using RepDynamics.Checkpoints;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Checkpoints;

/// <summary>The snippet of docs/own-network.md exports features that are read.</summary>
public class ExportTests
{
    // Blocks that return tuples and outputs that can be indexed, as those of Hugging Face do; the last layer computes in bfloat16.
    private const string Use =
        """

        class Output(dict):
            def __getitem__(self, i): return list(self.values())[i]
        class Block(torch.nn.Module):
            def __init__(self, wrap): super().__init__(); self.linear, self.wrap = torch.nn.Linear(6, 6), wrap
            def forward(self, x): return self.wrap(torch.tanh(self.linear(x)))
        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.stem = torch.nn.Linear(6, 6)
                self.blocks = torch.nn.ModuleList(Block([lambda x: (x, None), lambda x: Output(hidden=x)][i % 2]) for i in range(11))
                self.last = torch.nn.Linear(6, 3).to(torch.bfloat16)
            def forward(self, x):
                x = self.stem(x)
                for block in self.blocks: x = block(x)[0]
                return Output(logits=self.last(x.to(torch.bfloat16)))
        torch.manual_seed(1)
        net, images = Net(), torch.randn(300, 6)
        for epoch in range(3):
            export(net, ["stem", *(f"blocks.{i}" for i in range(11)), "last"], images, epoch)
            assert net.training
            for p in net.parameters(): p.data += 0.1 * torch.randn_like(p)
        """;

    [Test]
    public void Modules_with_tuples_and_bfloat16_are_exported()
    {
        using TemporaryFolder folder = new();
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "own-network.md"));
        File.WriteAllText(Path.Combine(folder.Path, "export.py"), page.Split("```python\n")[1].Split("```")[0] + Use);
        string? python = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(p => Run(p, "-c", "import torch, numpy") == 0);
        if (python is null) Assert.Ignore("There is no Python with torch and numpy.");

        Assert.That(Run(python!, "export.py"), Is.Zero);

        var opened = CheckpointFolder.Open(Path.Combine(folder.Path, "features"));
        Assert.That(opened.Layers.Select(l => l.Name), Is.EqualTo((string[])["stem", .. Enumerable.Range(0, 11).Select(i => $"blocks.{i}"), "last"]));
        Assert.That(opened.Layers, Is.All.Matches<CheckpointLayer>(l => l is { Kind: LayerKind.Features, Count: 300 }));
        Assert.That(opened.Layers.Select(l => opened.Similarity(l.Name)[0, 1]), Is.All.InRange(0.1, 0.9999));

        int Run(string program, params string[] arguments)
        {
            try
            {
                return EndedProcess.Of(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.Path }).Exit;
            }
            catch (Win32Exception)
            {
                return -1; // there is no such program
            }
        }
    }
}
