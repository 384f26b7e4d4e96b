import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

public class Check {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            var foundry = Foundries.defaultInstance();
            try (var parser = foundry.createParser(new FileInputStream(file))) {
                var flavour = parser.getFlavour();
                var result = foundry.createValidator(flavour, false).validate(parser);
                System.out.println(file + "\t" + flavour.getId() + "\t" + result.isCompliant()
                    + "\t" + result.getTestAssertions().size());
                for (var assertion : result.getTestAssertions())
                    System.out.println("  " + assertion.getRuleId() + " " + assertion.getMessage());
            }
        }
    }
}
