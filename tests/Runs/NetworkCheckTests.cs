using RepDynamics.Models;
using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

public class NetworkCheckTests
{
    [TestCase("", 4, true, "a,output", "a,output", null)]
    [TestCase("parameters", 4, false, "a,output", "a,output", "Own has no parameters: call RegisterComponents()")]
    [TestCase("logits", 7, true, "a,output", "a,output", "Own returns logits [2, 7] for 2 images of 4 classes: expected [2, 4].")]
    [TestCase("tap twice", 4, true, "a,a,output", "a,a,output", "names the taps a, a, output and reports a, a, output: expected different names")]
    [TestCase("tap missing", 4, true, "a,b,output", "a,output", "names the taps a, b, output and reports a, output")]
    [TestCase("shapes", -1, true, "a,output", "a,output", "Own fails after tap a on images [2, 3, 8, 8]: mat1 and mat2 shapes cannot be multiplied")]
    public void A_mistake_in_a_network_is_found_before_training(string what, int logits, bool registers, string taps, string reports, string? message)
    {
        Recipe recipe = TinyRuns.ViT with { Network = new OwnRecipe(logits, registers, taps.Split(','), reports.Split(',')) };
        void Check() => new RunScheduler(CPU, _ => { }).Cost(recipe);

        Assert.That(Check, message is null ? Throws.Nothing : Throws.ArgumentException.With.Message.Contains(message).And.Message.Not.Contains("\n"), what);
    }

    private sealed record OwnRecipe(int Logits, bool Registers, string[] Taps, string[] Reports) : NetworkRecipe
    {
        public override string Kind => "Own";

        public override Network Build(int imageSize, int classes) => new Own(imageSize, this);
    }

    private sealed class Own : Network
    {
        private readonly TorchSharp.Modules.Linear head;
        private readonly OwnRecipe recipe;

        public Own(int imageSize, OwnRecipe recipe) : base(nameof(Own))
        {
            this.recipe = recipe;
            head = nn.Linear((3 * imageSize * imageSize) + (recipe.Logits < 0 ? 1 : 0), Math.Abs(recipe.Logits));
            if (recipe.Registers) RegisterComponents();
        }

        public override IReadOnlyList<string> Taps => recipe.Taps;

        public override Tensor Run(Tensor images, TapObserver? observe = null)
        {
            foreach (string tap in recipe.Reports.SkipLast(1)) observe?.Invoke(tap, images);
            Tensor logits = head.call(images.flatten(1));
            observe?.Invoke(recipe.Reports[^1], logits);
            return logits;
        }
    }
}
